package disclosure

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"

	"github.com/gowebpki/jcs"

	"jianfu/models"
	"jianfu/models/disclosure/plan"
	"jianfu/models/questionnaire"
	"jianfu/models/round"
)

// Constants of a release file.
const (
	Format   = "jianfu release v2"
	formatV1 = "jianfu release v1" // before there were indices, weights and the audit; still read
	Formulas = "v1"                // version of every formula behind a figure
	// MaxBytes bounds what Read accepts; a province of 500 units stays below 5 MB.
	MaxBytes = 64 << 20
)

// Rules lists the rules that a release of this version was made under.
func Rules() []string { return []string{"R1", "R2", "R3", "R4", "R6", "R7"} }

func rulesV1() []string { return []string{"R1", "R2", "R3", "R4 means and shares"} }

// file is the release as it is stored: canonical JSON (RFC 8785).
type file struct {
	Format       string          `json:"format"`
	Number       int             `json:"number"` // of the release of this round, from 1
	ManifestHash string          `json:"manifest_hash"`
	Manifest     json.RawMessage `json:"manifest"`
	Rules        []string        `json:"rules"`
	Formulas     string          `json:"formulas"`
	// Columns names the counts of each row: question/cell, with −8 for skipped, −9 for declined. UnitColumns of them
	// are counted for every group, the others for the whole round only.
	Columns     []string     `json:"columns"`
	UnitColumns int          `json:"unit_columns"`
	Whole       group        `json:"whole"`
	Units       []group      `json:"units"`       // in the order of the tree
	Backgrounds []background `json:"backgrounds"` // in the order of the questionnaire; none if nothing is published
	Quality     *Quality     `json:"quality"`     // null if nothing is published
	Hash        string       `json:"hash,omitempty"`
}

// group is one set of sheets: the round, a subtree, a background class, or what a group's published parts leave over.
type group struct {
	Unit   models.ID        `json:"unit,omitzero"`
	Hidden Hidden           `json:"hidden,omitempty"`
	N      int              `json:"n,omitzero"`       // exact
	Counts []int            `json:"counts,omitempty"` // −1 where the question is withheld at this group (R6)
	Means  map[string]*mean `json:"means,omitempty"`  // of wide quantities, by question
	// Indices are those of docs/statistics.md by their codes, in thousandths of a point, FBH in hours a month, and DIR in
	// thousandths of 1.
	Indices map[string]*mean `json:"indices,omitempty"`
	Rest    *group           `json:"rest,omitempty"` // sheets under none of the published units right below
}

// tree is the groups of a forest: the round, then the units in the order of the tree.
func (f *file) tree() []*group {
	groups := []*group{&f.Whole}
	for i := range f.Units {
		groups = append(groups, &f.Units[i])
	}
	return groups
}

// division is the round and then the classes of a background question, with the parent of each.
func (f *file) division(b *background) (groups []*group, parent []int) {
	groups, parent = []*group{&f.Whole}, []int{-1}
	for i := range b.Classes {
		groups, parent = append(groups, &b.Classes[i]), append(parent, 0)
	}
	return groups, parent
}

// background is the classes of one background question: its cells, skipped, declined.
type background struct {
	Question string  `json:"question"`
	Classes  []group `json:"classes"`
	Rest     *group  `json:"rest,omitempty"`
}

// mean is the mean of a quantity in multiples of its step. Its ends are missing where Bound is set.
type mean struct {
	Hidden string                 `json:"hidden,omitempty"` // reasonFew, reasonSensitive or reasonDifference
	Bound  Bound                  `json:"bound,omitempty"`
	Value  questionnaire.Decimal  `json:"value,omitzero"`
	Low    *questionnaire.Decimal `json:"low,omitempty"`
	High   *questionnaire.Decimal `json:"high,omitempty"`
	P      PClass                 `json:"p,omitempty"` // how sure the difference from all other sheets of the round is
}

// Quality says what became of the ballots of the whole round.
type Quality struct {
	Ballots       map[string]int `json:"ballots"`        // cast, by path
	Refused       map[string]int `json:"refused"`        // not counted at the tally, by reason
	CardsPrinted  int            `json:"cards_printed"`  // 0 for posters
	CardsRedeemed int            `json:"cards_redeemed"` // 0 for posters
	// NotCast adds up, over the units, the redeemed cards of which no ballot came, and OverHeadcount counts the units with
	// more ballots than people. The audit knows the exact number of sheets of every unit anyway.
	NotCast       int `json:"not_cast,omitzero"`
	OverHeadcount int `json:"over_headcount,omitzero"`
	// Flags counts the sheets of the round that stand out, by kind and in all ("any"), and Durations the sheets by how long
	// they took, the last place those that were not timed: rounded at random to multiples of 3.
	Flags     map[string]int `json:"flags,omitempty"`
	Durations []int          `json:"durations,omitempty"`
	// With and Without are the main figures over all sheets, unweighted, and over those that do not stand out.
	With    map[string]*mean `json:"with,omitempty"`
	Without map[string]*mean `json:"without,omitempty"`
}

// clone is a copy whose maps are there.
func (q Quality) clone() *Quality {
	c := q
	c.Ballots, c.Refused = maps.Clone(q.Ballots), maps.Clone(q.Refused)
	if c.Ballots == nil {
		c.Ballots = map[string]int{}
	}
	if c.Refused == nil {
		c.Refused = map[string]int{}
	}
	return &c
}

// noHash stands where the hash will be.
const noHash = "0000000000000000000000000000000000000000000000000000000000000000"

// encode writes the file with its hash: SHA-256 of the canonical form without the member "hash". The file is brought
// into canonical form once, which is most of the work, and the member cut out of it: no member before it, in the order
// of RFC 8785, can hold the same bytes, since quotes in strings are escaped.
func (f *file) encode() (canonical []byte, hash string, err error) {
	blank := *f
	blank.Hash = noHash
	if canonical, err = canonicalJSON(&blank); err != nil {
		return nil, "", err
	}
	const name = `"hash":"`
	before, after, found := bytes.Cut(canonical, []byte(name+noHash+`",`))
	if !found {
		return nil, "", errors.New("disclosure: release: no place for the hash")
	}
	sum := sha256.New()
	sum.Write(before)
	sum.Write(after)
	hash = hex.EncodeToString(sum.Sum(nil))
	copy(canonical[len(before)+len(name):], hash)
	return canonical, hash, nil
}

func canonicalJSON(v any) ([]byte, error) {
	raw, err := json.Marshal(v)
	if err != nil {
		return nil, fmt.Errorf("disclosure: release: %w", err)
	}
	canonical, err := jcs.Transform(raw)
	if err != nil {
		return nil, fmt.Errorf("disclosure: release: %w", err)
	}
	return canonical, nil
}

// decode reads a file that encode could have written, byte for byte.
func decode(data []byte) (*file, error) {
	if len(data) > MaxBytes {
		return nil, models.Fail(models.TooLarge, "release.too_large")
	}
	f := new(file)
	d := json.NewDecoder(bytes.NewReader(data))
	d.DisallowUnknownFields()
	if err := d.Decode(f); err != nil {
		return nil, &models.Error{Kind: models.Invalid, Key: "release.unreadable", Err: err}
	}
	if f.Format != Format && f.Format != formatV1 {
		return nil, models.Fail(models.Invalid, "release.format", f.Format)
	}
	again, hash, err := f.encode()
	if err != nil {
		return nil, &models.Error{Kind: models.Invalid, Key: "release.unreadable", Err: err}
	}
	if hash != f.Hash {
		return nil, models.Fail(models.Invalid, "release.hash")
	}
	if !bytes.Equal(again, data) {
		return nil, models.Fail(models.Invalid, "release.canonical")
	}
	return f, nil
}

// Read takes in a release file that anyone may have made, and checks whatever can be checked from it alone: form and
// hash, the manifest's hash, every threshold and remainder, every multiple and cap, that groups of the same sheets have
// the same counts and means, that parts fit their whole within rounding, and that no count can be told to within less than three
// values (R6). What a file of format v1 holds was never audited; it is read under the rules of then.
//
// Errors: TooLarge with key "release.too_large"; Invalid with keys "release.unreadable", "release.format",
// "release.hash", "release.canonical", "release.manifest", "release.rules" (made under rules or columns that this
// version does not know), or "release.broken", Args[0] naming the rule.
func Read(data []byte) (*Released, error) {
	f, err := decode(data)
	if err != nil {
		return nil, err
	}
	manifest, form, err := readManifest(f)
	if err != nil {
		return nil, &models.Error{Kind: models.Invalid, Key: "release.manifest", Err: err}
	}
	r := &Released{file: f, manifest: manifest, plan: plan.New(form), data: bytes.Clone(data)}
	r.quantities = quantitiesOf(r.plan, form)
	rules := Rules()
	if f.Format == formatV1 {
		rules = rulesV1()
		r.quantities = slices.DeleteFunc(r.quantities, func(q quantity) bool { return q.question == nil })
	}
	if f.Number < 1 || f.Formulas != Formulas || !slices.Equal(f.Rules, rules) ||
		!slices.Equal(f.Columns, r.plan.Names()) || f.UnitColumns != r.plan.Units {
		return nil, models.Fail(models.Invalid, "release.rules")
	}
	if err := r.check(); err != nil {
		return nil, err
	}
	if err := r.index(); err != nil {
		return nil, &models.Error{Kind: models.Invalid, Key: "release.manifest", Err: err}
	}
	return r, nil
}

func readManifest(f *file) (*round.Manifest, *questionnaire.Form, error) {
	m, err := round.ReadManifest(f.Manifest)
	if err != nil {
		return nil, nil, err
	}
	again, hash, err := m.Encode()
	if err != nil {
		return nil, nil, err
	}
	if hash != f.ManifestHash || !bytes.Equal(again, f.Manifest) {
		return nil, nil, fmt.Errorf("disclosure: the manifest is not the one of its hash")
	}
	if m.K < round.MinK {
		return nil, nil, fmt.Errorf("disclosure: k is below %d", round.MinK)
	}
	form, err := questionnaire.Compile(m.Questionnaire)
	return m, form, err
}
