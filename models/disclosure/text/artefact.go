package text

import (
	"bytes"
	"cmp"
	"crypto/hkdf"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"hash"
	"slices"

	"github.com/gowebpki/jcs"

	"jianfu/models"
	"jianfu/models/disclosure"
	"jianfu/models/unit"
)

// Least is the least number of texts of a group (R5). A round with a greater k takes that.
const Least = 20

// Format names the file of an artefact.
const Format = "jianfu texts v1"

// Artefact is what the evaluator may read, question by question in the order of the form.
type Artefact struct {
	Format       string     `json:"format"`
	ManifestHash string     `json:"manifest_hash"`
	Least        int        `json:"least"` // texts of a group
	Questions    []Question `json:"questions"`
}

// Question is the texts under one name. It has no groups where the whole round wrote too few.
type Question struct {
	Name
	Groups []Group `json:"groups"`
}

// Group is texts of a unit and what lies below it; of the zero key, of the whole round.
type Group struct {
	Unit  models.ID `json:"unit,omitzero"`
	Rest  bool      `json:"rest,omitempty"` // parts of the unit stand in groups of their own: these are the others
	Texts []string  `json:"texts"`
}

// Empty reports whether nothing may be read.
func (a *Artefact) Empty() bool {
	return !slices.ContainsFunc(a.Questions, func(q Question) bool { return len(q.Groups) > 0 })
}

// Artefact groups the texts over a tree and shuffles them. k is that of the round.
func (c *Collector) Artefact(tree *unit.Tree, k int, draws *Draws) *Artefact {
	a := &Artefact{Format: Format, ManifestHash: draws.manifest, Least: max(Least, k), Questions: []Question{}}
	units := tree.Units()
	for i, column := range c.columns {
		q := Question{Name: column.Name, Groups: []Group{}}
		under := units
		if column.whole {
			under = nil
		}
		for _, g := range grouped(c.texts[i], under, a.Least) {
			draws.shuffle(column.Name, g.Unit, g.Texts)
			q.Groups = append(q.Groups, g)
		}
		a.Questions = append(a.Questions, q)
	}
	return a
}

// grouped puts each text into the smallest shown group that holds it. Group 0 is the round, which also takes the texts of
// what is not among units; group i + 1 is unit i, parents before children.
func grouped(texts map[models.ID][]string, units []unit.Unit, least int) []Group {
	at, parent := map[models.ID]int{}, []int{-1}
	for i, u := range units {
		parent = append(parent, at[u.Parent])
		at[u.ID] = i + 1
	}
	n := make([]int, len(parent))
	for id, of := range texts {
		for i := at[id]; i >= 0; i = parent[i] {
			n[i] += len(of)
		}
	}
	hidden := disclosure.Hide(least, n, parent)
	if hidden[0] != "" {
		return nil
	}
	groups := make([]Group, len(parent))
	for id, of := range texts {
		i := at[id]
		for hidden[i] != "" {
			i = parent[i]
		}
		groups[i].Texts = append(groups[i].Texts, of...)
	}
	for i := range groups {
		if i > 0 {
			groups[i].Unit = units[i-1].ID
		}
		groups[i].Rest = len(groups[i].Texts) < n[i]
	}
	return slices.DeleteFunc(groups, func(g Group) bool { return len(g.Texts) == 0 })
}

// Draws are the orders of the texts of a round. They are not safe for concurrent use.
type Draws struct {
	manifest string
	mac      hash.Hash
}

// NewDraws derives the orders from the private round key and the hash of the manifest with HKDF-SHA256 (RFC 5869), so that a
// second count gives the same ones and nobody without the key can.
func NewDraws(secret []byte, manifestHash string) (*Draws, error) {
	if len(secret) == 0 {
		return nil, errors.New("text: no key to draw from")
	}
	key, err := hkdf.Key(sha256.New, secret, nil, "jianfu texts order v1"+manifestHash, sha256.Size)
	if err != nil {
		return nil, fmt.Errorf("text: draws: %w", err)
	}
	return &Draws{manifestHash, hmac.New(sha256.New, key)}, nil
}

// shuffle sorts texts by HMAC-SHA256(question ‖ 0 ‖ option ‖ 0 ‖ unit ‖ text). The place of a text hangs on nothing but
// itself and where it stands, so equal ones lie together.
func (d *Draws) shuffle(name Name, unit models.ID, texts []string) {
	type drawn struct{ draw, text string }
	all := make([]drawn, len(texts))
	for i, t := range texts {
		d.mac.Reset()
		d.mac.Write([]byte(name.Question + "\x00" + name.Option + "\x00"))
		d.mac.Write(unit[:])
		d.mac.Write([]byte(t))
		all[i] = drawn{string(d.mac.Sum(nil)), t}
	}
	slices.SortFunc(all, func(a, b drawn) int { return cmp.Compare(a.draw, b.draw) })
	for i := range all {
		texts[i] = all[i].text
	}
}

// Encode is the artefact as canonical JSON (RFC 8785).
func (a *Artefact) Encode() ([]byte, error) {
	raw, err := json.Marshal(a)
	if err != nil {
		return nil, fmt.Errorf("text: %w", err)
	}
	canonical, err := jcs.Transform(raw)
	if err != nil {
		return nil, fmt.Errorf("text: %w", err)
	}
	return canonical, nil
}

// Read reads what Encode wrote; anything else is an error.
func Read(data []byte) (*Artefact, error) {
	d := json.NewDecoder(bytes.NewReader(data))
	d.DisallowUnknownFields()
	a := new(Artefact)
	if err := d.Decode(a); err != nil {
		return nil, fmt.Errorf("text: %w", err)
	}
	if a.Format != Format {
		return nil, fmt.Errorf("text: the format is %q", a.Format)
	}
	return a, nil
}
