package disclosure

import (
	"bytes"
	"fmt"
	"slices"

	"jianfu/models"
	"jianfu/models/questionnaire"
	"jianfu/models/round"
)

// Read takes in a release file that anyone may have made, and checks whatever can be checked from it alone: form and
// hash, the manifest's hash, every threshold and remainder, every multiple and cap, that groups of the same sheets have
// the same counts and means, and that parts fit their whole within rounding.
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
	r := &Released{file: f, manifest: manifest, plan: newPlan(form), data: bytes.Clone(data)}
	if f.Number < 1 || f.Formulas != Formulas || !slices.Equal(f.Rules, Rules()) ||
		!slices.Equal(f.Columns, r.plan.names()) || f.UnitColumns != r.plan.units {
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
