package round

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"time"

	"github.com/gowebpki/jcs"

	"jianfu/models"
	"jianfu/models/questionnaire"
	"jianfu/models/unit"
)

// Manifest is everything that a round promises. It is written once, as canonical JSON (RFC 8785), and its SHA-256
// stands on posters, cards, form and report.
type Manifest struct {
	Format        string                      `json:"format"` // ManifestFormat
	Round         models.ID                   `json:"round"`
	Title         string                      `json:"title"`
	Organizer     string                      `json:"organizer"`
	Evaluator     string                      `json:"evaluator"`
	Questionnaire questionnaire.Questionnaire `json:"questionnaire"`
	Units         []ManifestUnit              `json:"units"` // parents before children
	Admission     Admission                   `json:"admission"`
	RoundKey      []byte                      `json:"round_key"` // public, uncompressed P-256 point, base64
	KeyMadeOn     string                      `json:"key_made_on"`
	K             int                         `json:"k"`
	ReleasePlan   []string                    `json:"release_plan"`
	Opens         time.Time                   `json:"opens"`
	Closes        time.Time                   `json:"closes"`
	LatestCloses  time.Time                   `json:"latest_closes"`
	RetentionDays int                         `json:"retention_days"`
	Legal         LegalMarks                  `json:"legal"`
	Series        bool                        `json:"series,omitempty"` // one of consecutive rounds under one poster address
	First         models.ID                   `json:"first,omitzero"`   // the round whose posters are used; zero in the first itself
	Trial         bool                        `json:"trial,omitempty"`
	// UnitKeys are the fingerprints of the keys that sign ballots, by unit: SHA-256 of the SubjectPublicKeyInfo, 64
	// hexadecimal digits. Units without people have none, nor have poster rounds any.
	UnitKeys map[models.ID]string `json:"unit_keys,omitempty"`
}

// ManifestUnit is a unit as it stood at the freeze.
type ManifestUnit struct {
	ID        models.ID `json:"id"`
	Parent    models.ID `json:"parent,omitzero"` // zero at the top of the round
	Code      string    `json:"code"`
	Name      string    `json:"name"`
	Headcount int       `json:"headcount"`
}

// Constants of the manifest.
const (
	ManifestFormat = "jianfu manifest v1"
	KeyOnServer    = "server"
	KeyOffline     = "offline"
	KeyNone        = "none" // a trial: the private key was dropped as soon as it was made
	// PlanUnits and PlanBackground are the two families of tables that a release may hold.
	PlanUnits      = "unit tree × question"
	PlanBackground = "whole round: background question × question"
)

// Encode writes the manifest as canonical JSON and gives its hash, 64 hexadecimal digits.
func (m *Manifest) Encode() ([]byte, string, error) {
	raw, err := json.Marshal(m)
	if err != nil {
		return nil, "", fmt.Errorf("round: manifest: %w", err)
	}
	canonical, err := jcs.Transform(raw)
	if err != nil {
		return nil, "", fmt.Errorf("round: manifest: %w", err)
	}
	return canonical, HashOf(canonical), nil
}

// HashOf is SHA-256 in 64 hexadecimal digits: of an encoded manifest its hash, of a SubjectPublicKeyInfo its fingerprint.
func HashOf(raw []byte) string {
	sum := sha256.Sum256(raw)
	return hex.EncodeToString(sum[:])
}

// ShortHash is what is printed: the first 12 digits of the hash in three groups.
func ShortHash(hash string) string {
	if len(hash) < 12 {
		return hash
	}
	return hash[:4] + " " + hash[4:8] + " " + hash[8:12]
}

// ReadManifest reads what Encode wrote. It fails with Invalid on another format.
func ReadManifest(canonical []byte) (*Manifest, error) {
	m := new(Manifest)
	if err := json.Unmarshal(canonical, m); err != nil {
		return nil, &models.Error{Kind: models.Invalid, Key: "round.manifest_unreadable", Err: err}
	}
	if m.Format != ManifestFormat {
		return nil, models.Fail(models.Invalid, "round.manifest_format", m.Format)
	}
	return m, nil
}

// Tree is the unit tree of the manifest.
func (m *Manifest) Tree() (*unit.Tree, error) {
	units := make([]unit.Unit, len(m.Units))
	for i, u := range m.Units {
		units[i] = unit.Unit(u)
	}
	return unit.NewTree(units)
}
