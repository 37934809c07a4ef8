package evaluation

import (
	"context"
	"slices"

	"jianfu/models"
	"jianfu/models/disclosure"
	"jianfu/models/response"
	"jianfu/models/round"
)

// Reconciliation holds the ballots of a round against its cards and its people: all that can be told without the key.
type Reconciliation struct {
	Cards   bool   // it is a card round
	Total   Line   // of the round; its Discrepancies are empty
	NotCast int    // the sum over the units: what one has too few does not make up for what another has too many
	Over    int    // units with more ballots than people
	Units   []Line // with something that does not agree, in the order of the manifest, units it does not name last
}

// Line is a unit, or the round.
type Line struct {
	Unit             round.ManifestUnit // without a name where the manifest has no such unit
	Headcount        int                // people of the unit itself
	Issued, Redeemed int                // cards; 0 for posters
	Paths            map[response.Path]int
	Discrepancies    []Discrepancy
}

// Discrepancy is something that does not agree: a key of the catalogue, with how many.
type Discrepancy struct {
	Key   string
	Count int
}

// Phone is how many ballots were sealed on phones.
func (l Line) Phone() int { return l.Paths[response.Browser] }

// Server is how many ballots were sealed by the server.
func (l Line) Server() int { return l.Paths[response.Plain] }

// Ballots is how many there are, of whatever path.
func (l Line) Ballots() int {
	n := 0
	for _, of := range l.Paths {
		n += of
	}
	return n
}

// PlainShare is the percentage of ballots sealed by the server, of all ballots, to the nearest; 0 where there are none.
func (l Line) PlainShare() int {
	n := l.Ballots()
	if n == 0 {
		return 0
	}
	return (200*l.Server() + n) / (2 * n)
}

// NotCast is how many cards were redeemed of which no ballot came.
func (l Line) NotCast() int { return max(0, l.Redeemed-l.Ballots()) }

// Reconcile holds the ballots of a shuffled round against its cards and its people. Errors: Conflict
// "evaluation.not_closed", "evaluation.not_shuffled"; Gone "evaluation.destroyed".
func (d *Desk) Reconcile(ctx context.Context, id models.ID) (*Reconciliation, error) {
	r, err := d.shuffled(ctx, id)
	if err != nil {
		return nil, err
	}
	return d.reconcile(ctx, r)
}

func (d *Desk) reconcile(ctx context.Context, r *round.Round) (*Reconciliation, error) {
	m, err := round.ReadManifest(r.Manifest)
	if err != nil {
		return nil, err
	}
	cast, err := d.store.CountPaths(ctx, r.ID)
	if err != nil {
		return nil, err
	}
	spent, err := d.store.Redemptions(ctx, r.ID)
	if err != nil {
		return nil, err
	}
	return reconcile(m, cast, spent), nil
}

// reconcile brings together what the manifest promised, the ballots by unit and path, and the cards.
func reconcile(
	m *round.Manifest, cast map[models.ID]map[response.Path]int, spent map[models.ID]response.CardCount,
) *Reconciliation {
	rec := &Reconciliation{Cards: m.Admission == round.Card, Total: Line{Paths: map[response.Path]int{}}}
	named := make(map[models.ID]bool, len(m.Units))
	for _, u := range m.Units {
		named[u.ID] = true
		rec.add(&Line{Unit: u, Headcount: u.Headcount}, cast[u.ID], spent[u.ID])
	}
	var strange []models.ID
	for id := range cast {
		if !named[id] {
			strange = append(strange, id)
		}
	}
	for _, id := range slices.SortedFunc(slices.Values(strange), models.ID.Compare) {
		rec.add(&Line{Unit: round.ManifestUnit{ID: id}}, cast[id], spent[id])
	}
	return rec
}

func (rec *Reconciliation) add(l *Line, paths map[response.Path]int, spent response.CardCount) {
	l.Paths = paths
	if rec.Cards {
		l.Issued, l.Redeemed = spent.Issued, spent.Redeemed
	}
	total := &rec.Total
	total.Headcount += l.Headcount
	total.Issued += l.Issued
	total.Redeemed += l.Redeemed
	for path, n := range paths {
		total.Paths[path] += n
	}
	rec.NotCast += l.NotCast()
	if l.Unit.Name != "" && l.Ballots() > l.Headcount {
		rec.Over++
	}
	if l.Discrepancies = rec.discrepancies(l); len(l.Discrepancies) > 0 {
		rec.Units = append(rec.Units, *l)
	}
}

// discrepancies lists what does not agree, the gravest first.
func (rec *Reconciliation) discrepancies(l *Line) []Discrepancy {
	ballots := l.Ballots()
	all := []Discrepancy{{"evaluation.discrepancy.path", ballots - l.Phone() - l.Server()}}
	switch {
	case l.Unit.Name == "":
		all = append(all, Discrepancy{"evaluation.discrepancy.unit", ballots})
	case rec.Cards:
		all = append(all,
			Discrepancy{"evaluation.discrepancy.people", ballots - l.Headcount},
			Discrepancy{"evaluation.discrepancy.cards", ballots - l.Redeemed},
			Discrepancy{"evaluation.discrepancy.issued", l.Redeemed - l.Issued},
			Discrepancy{"evaluation.discrepancy.not_cast", l.Redeemed - ballots})
		if l.Issued == 0 {
			all = append(all, Discrepancy{"evaluation.discrepancy.no_cards", l.Headcount})
		}
	default:
		all = append(all, Discrepancy{"evaluation.discrepancy.people", ballots - l.Headcount})
	}
	return slices.DeleteFunc(all, func(d Discrepancy) bool { return d.Count <= 0 })
}

// quality is what may be published of it, for the whole round alone; Refused is left for the count.
func (rec *Reconciliation) quality() disclosure.Quality {
	q := disclosure.Quality{
		Ballots: map[string]int{}, CardsPrinted: rec.Total.Issued, CardsRedeemed: rec.Total.Redeemed,
		NotCast: rec.NotCast, OverHeadcount: rec.Over,
	}
	for path, n := range rec.Total.Paths {
		if n > 0 {
			q.Ballots[string(path)] = n
		}
	}
	return q
}
