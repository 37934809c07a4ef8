package evaluation

import (
	"slices"
	"testing"

	"jianfu/models"
	"jianfu/models/response"
	"jianfu/models/round"
)

func TestReconcile(t *testing.T) {
	t.Parallel()
	unit := func(i byte, name string, people int) round.ManifestUnit {
		return round.ManifestUnit{ID: models.ID{i}, Name: name, Headcount: people}
	}
	m := &round.Manifest{Admission: round.Card, Units: []round.ManifestUnit{
		unit(1, "县", 0), unit(2, "甲", 10), unit(3, "乙", 10), unit(4, "丙", 3), unit(5, "丁", 5), unit(6, "戊", 4),
	}}
	paths := func(phone, server int) map[response.Path]int {
		return map[response.Path]int{response.Browser: phone, response.Plain: server}
	}
	cast := map[models.ID]map[response.Path]int{
		{2}: paths(5, 2), {3}: paths(4, 3), {4}: paths(0, 4), {6}: {"pigeon": 1}, {9}: paths(0, 2),
	}
	spent := map[models.ID]response.CardCount{{2}: {Issued: 10, Redeemed: 7}, {3}: {Issued: 10, Redeemed: 9}, {4}: {Issued: 3, Redeemed: 3}, {6}: {Issued: 4, Redeemed: 5}}
	rec := reconcile(m, cast, spent)
	want := map[string][]Discrepancy{
		"乙": {{"evaluation.discrepancy.not_cast", 2}},
		"丙": {{"evaluation.discrepancy.people", 1}, {"evaluation.discrepancy.cards", 1}},
		"丁": {{"evaluation.discrepancy.no_cards", 5}},
		"戊": {{"evaluation.discrepancy.path", 1}, {"evaluation.discrepancy.issued", 1}, {"evaluation.discrepancy.not_cast", 4}},
		"":  {{"evaluation.discrepancy.unit", 2}},
	}
	wantUnits(t, rec, want)
	if total := rec.Total; total.Phone() != 9 || total.Server() != 11 || total.Ballots() != 21 || total.Headcount != 32 ||
		total.Issued != 27 || total.Redeemed != 24 || total.PlainShare() != 52 {
		t.Errorf("%+v", total)
	}
	if q := rec.quality(); q.NotCast != 6 || q.OverHeadcount != 1 || q.Ballots["pigeon"] != 1 || q.CardsRedeemed != 24 {
		t.Errorf("%+v", q)
	}
	m.Admission = round.Poster
	rec = reconcile(m, cast, spent)
	delete(want, "乙")
	delete(want, "丁")
	want["丙"], want["戊"] = want["丙"][:1], want["戊"][:1]
	wantUnits(t, rec, want)
	if q := rec.quality(); q.NotCast != 0 || q.OverHeadcount != 1 || q.CardsPrinted != 0 || q.CardsRedeemed != 0 {
		t.Errorf("%+v", q)
	}
	if share := (Line{}).PlainShare(); share != 0 {
		t.Errorf("%d %% of nothing", share)
	}
}

func wantUnits(t *testing.T, rec *Reconciliation, want map[string][]Discrepancy) {
	t.Helper()
	if len(rec.Units) != len(want) {
		t.Errorf("%d units, want %d", len(rec.Units), len(want))
	}
	for _, l := range rec.Units {
		if got := l.Discrepancies; !slices.Equal(got, want[l.Unit.Name]) {
			t.Errorf("%q: %v, want %v", l.Unit.Name, got, want[l.Unit.Name])
		}
	}
}

// The desk tells what the ballots come to before and after the count, as long as they are there.
func TestReconcileAtTheDesk(t *testing.T) {
	t.Parallel()
	o, _ := exported(t, 40)
	desk, _ := o.desk(t.Context())
	rec, err := desk.Reconcile(t.Context(), o.round.ID)
	if err != nil || rec.Total.Ballots() != 40 || rec.Total.Redeemed != 40 || !rec.Cards {
		t.Errorf("%+v, %v", rec, err)
	}
	o.round.State = round.Open
	_, err = desk.Reconcile(t.Context(), o.round.ID)
	wantKey(t, err, "evaluation.not_closed")
}
