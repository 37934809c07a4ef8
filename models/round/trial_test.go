package round

import (
	"testing"

	"jianfu/models"
	"jianfu/models/account"
)

func TestKeysBeforeTheFreeze(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	all := d.shelf.keys
	missing := d.shelf.units[2].ID
	d.shelf.keys = map[models.ID][]byte{d.shelf.units[1].ID: all[d.shelf.units[1].ID], models.NewID(): {1}}
	keys := func() Item {
		items, err := d.Checklist(t.Context(), d.round(t))
		d.do(t, err)
		for _, item := range items {
			if item.Key == "round.check.keys" {
				return item
			}
		}
		return Item{}
	}
	if item := keys(); item.OK || !item.Blocking || item.Args[0] != 1 || item.Args[1] != 2 {
		t.Errorf("%+v", item)
	}
	evaluator := account.Account{ID: models.NewID(), Role: account.Evaluator}
	d.do(t, d.Appoint(t.Context(), d.id, evaluator))
	d.do(t, d.Accept(t.Context(), d.id, evaluator.ID, nil, nil))
	wantKey(t, d.Freeze(t.Context(), d.id, d.round(t).Version), "round.not_ready")
	if due := d.due(t); len(due.Keys) != 1 {
		t.Error("nobody is told to make the keys")
	}
	if units, err := d.Units(t.Context(), d.round(t)); err != nil || len(units) != 2 || units[1] != missing {
		t.Error("the units that need a key are", units, err)
	}

	d.shelf.keys = all
	if item := keys(); !item.OK {
		t.Errorf("%+v", item)
	}
	d.do(t, d.Freeze(t.Context(), d.id, d.round(t).Version))
	m, err := ReadManifest(d.round(t).Manifest)
	d.do(t, err)
	if len(m.UnitKeys) != 2 || m.UnitKeys[missing] != HashOf([]byte("key of 12")) {
		t.Errorf("the manifest names the keys %v", m.UnitKeys)
	}
	if due := d.due(t); len(due.Keys) != 0 {
		t.Error("keys are made after the freeze")
	}
}

func TestPostersNeedNoKeys(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	d.shelf.keys = nil
	d.set(func(r *Round) { r.Settings.Admission = Poster })
	if due := d.due(t); len(due.Keys) != 0 {
		t.Error("keys are made for posters")
	}
	d.freeze(t)
	if m, err := ReadManifest(d.round(t).Manifest); err != nil || m.UnitKeys != nil {
		t.Error(m, err)
	}
}

// A trial has nothing of the round but its settings: no evaluator, no key, codes of its own, and nothing is left of it.
func TestTrial(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	first := d.id
	d.set(func(r *Round) { r.Settings.Admission, r.Settings.Series = Poster, true })
	d.freeze(t)
	r, err := d.Rehearse(t.Context(), d.round(t).Owner, first)
	d.do(t, err)
	d.id = r.ID
	if s := r.Settings; r.ID == first || !s.Trial || s.Series || s.Title != settings().Title || !r.Evaluator.Account.IsZero() {
		t.Errorf("%+v", r)
	}
	_, err = d.Rehearse(t.Context(), r.Owner, r.ID)
	wantKey(t, err, "round.trial_from")
	wantKey(t, d.Begin(t.Context(), first, d.round(t).Version), "round.not_trial")
	wantKey(t, d.Revise(t.Context(), r.ID, r.Version, settings()), "round.trial_fixed")
	evaluator := account.Account{ID: models.NewID(), Role: account.Evaluator}
	wantKey(t, d.Appoint(t.Context(), r.ID, evaluator), "round.not_draft")

	d.clock = d.clock.AddDate(0, 0, 3)
	d.do(t, d.Begin(t.Context(), r.ID, r.Version))
	r = d.round(t)
	if !r.Takes(d.clock) || !r.Ends.Equal(d.clock.AddDate(0, 0, TrialDays)) {
		t.Errorf("%s until %s", r.State, r.Ends)
	}
	m, err := ReadManifest(r.Manifest)
	d.do(t, err)
	if !m.Trial || m.KeyMadeOn != KeyNone || len(m.RoundKey) != 65 || m.Evaluator != "" || r.Evaluator.WrappedKey != nil || r.Evaluator.PublicKey != nil {
		t.Errorf("%+v", m)
	}

	d.set(func(r *Round) { r.HasBallots = true })
	d.clock = r.Ends
	if due := d.due(t); len(due.Close) != 1 {
		t.Fatalf("%+v", due)
	}
	d.do(t, d.Close(t.Context(), r.ID))
	if due := d.due(t); len(due.Shuffle) != 0 || len(due.Destroy) != 1 {
		t.Fatalf("%+v", due)
	}
	d.do(t, d.Destroy(t.Context(), r.ID))
	if log := d.lastLog(t); d.round(t).State != Cancelled || log.What != "round.log.trial_over" {
		t.Errorf("%s, %+v", d.round(t).State, log)
	}
}

// A draft that lacks everything but units can be tried out: of the checklist, units and keys are left.
func TestTrialOfADraft(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	r, err := d.Rehearse(t.Context(), d.round(t).Owner, d.id)
	d.do(t, err)
	items, err := d.Checklist(t.Context(), r)
	d.do(t, err)
	if len(items) != 2 || items[0].Key != "round.check.headcounts" || items[1].Key != "round.check.keys" {
		t.Errorf("%+v", items)
	}
	d.shelf.keys = nil
	wantKey(t, d.Begin(t.Context(), r.ID, r.Version), "round.not_ready")
	open := closed(t)
	_, err = open.Rehearse(t.Context(), models.NewID(), open.id)
	wantKey(t, err, "round.trial_from")
}
