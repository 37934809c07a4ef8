package evaluation

import (
	"context"

	"jianfu/models"
	"jianfu/models/admission"
	"jianfu/models/response"
	"jianfu/models/round"
)

// Source is where the ballots of a round lie once they are shuffled: in the store, or in an exported file.
type Source interface {
	// Ballots hands every ballot to take, each once, in ascending order of its hash.
	Ballots(ctx context.Context, id models.ID, take func(*response.Ballot) error) error
	// CountPaths counts the ballots by unit and path.
	CountPaths(ctx context.Context, id models.ID) (map[models.ID]map[response.Path]int, error)
	// Redemptions tells of each unit how many cards it was given and how many are used; empty for posters.
	Redemptions(ctx context.Context, id models.ID) (map[models.ID]response.CardCount, error)
	// UnitKeys gives the public keys that sign ballots, as SubjectPublicKeyInfo (DER); empty for posters.
	UnitKeys(ctx context.Context, id models.ID) (map[models.ID][]byte, error)
}

// vouched are the unit keys that the manifest names. A ballot whose unit has no such key cannot have a valid token.
func vouched(m *round.Manifest, keys map[models.ID][]byte) (map[models.ID]*admission.UnitPublic, error) {
	read := make(map[models.ID]*admission.UnitPublic, len(keys))
	for id, spki := range keys {
		if named, ok := m.UnitKeys[id]; !ok || named != round.HashOf(spki) {
			continue
		}
		public, err := admission.ReadUnitPublic(spki)
		if err != nil {
			return nil, err
		}
		read[id] = public
	}
	return read, nil
}
