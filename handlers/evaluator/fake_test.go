package evaluator

import (
	"context"
	"io"
	"math/rand/v2"
	"strconv"
	"testing"
	"time"

	"jianfu/models"
	"jianfu/models/account"
	"jianfu/models/disclosure"
	"jianfu/models/evaluation"
	"jianfu/models/job"
	"jianfu/models/questionnaire"
	"jianfu/models/questionnaire/builtin"
	"jianfu/models/response"
	"jianfu/models/round"
	"jianfu/models/seal"
	"jianfu/models/tabulation"
	"jianfu/models/unit"
)

// book is a fake of the rounds, the units and the sign-in passwords.
type book struct {
	rounds   []*round.Round
	units    []unit.Unit
	addenda  []round.Addendum
	password string
}

func (b *book) Round(_ context.Context, id models.ID) (*round.Round, error) {
	for _, r := range b.rounds {
		if r.ID == id {
			return r, nil
		}
	}
	return nil, models.Fail(models.NotFound, "error.not_found")
}

func (b *book) Seen(_ context.Context, who account.Account) ([]*round.Round, error) {
	var seen []*round.Round
	for _, r := range b.rounds {
		if r.Permits(who, round.See) {
			seen = append(seen, r)
		}
	}
	return seen, nil
}

func (b *book) Addenda(context.Context, models.ID) ([]round.Addendum, error) { return b.addenda, nil }
func (b *book) Units(context.Context) ([]unit.Unit, error)                   { return b.units, nil }

func (b *book) HasPassword(_ context.Context, _ models.ID, password string) (bool, error) {
	return password == b.password, nil
}

// desk is a fake of the evaluation that remembers what it was asked.
type desk struct {
	passphrase string // the right one
	accepted   string // the one that came
	unlocked   bool
	failure    error
	count      *job.Job
	release    *disclosure.Released
	releases   map[models.ID]*disclosure.Released // of several rounds; release is that of any other
	publicKey  []byte                             // the one that came
	submitted  []byte
	ballots    []string // what Export writes
	broken     error    // what it fails with then
	exported   chan error
	rec        *evaluation.Reconciliation
	texts      evaluation.TextState
	chapters   []evaluation.TextChapter // what the right passphrase opens
}

func (d *desk) AcceptKey(_ context.Context, _, _ models.ID, publicKey []byte) error {
	d.publicKey = publicKey
	return d.failure
}

func (d *desk) Reconcile(context.Context, models.ID) (*evaluation.Reconciliation, error) {
	return d.rec, nil
}

func (d *desk) Submit(_ context.Context, _ models.ID, file []byte) error {
	d.submitted = file
	return d.failure
}

func (d *desk) Export(ctx context.Context, _ models.ID, w io.Writer) (err error) {
	if d.exported != nil {
		defer func() { d.exported <- err }()
	}
	if d.failure != nil {
		return d.failure
	}
	for _, line := range d.ballots {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if _, err := io.WriteString(w, line); err != nil {
			return err
		}
	}
	return d.broken
}

func (d *desk) Accept(_ context.Context, _, _ models.ID, passphrase string) error {
	d.accepted = passphrase
	return d.failure
}

func (d *desk) Unlock(_ context.Context, _ models.ID, passphrase string) error {
	if d.failure != nil {
		return d.failure
	}
	if passphrase != d.passphrase {
		return models.Fail(models.Invalid, "evaluation.passphrase")
	}
	d.unlocked = true
	return nil
}

func (d *desk) Progress(context.Context, models.ID) (job.Job, bool, error) {
	if d.count == nil {
		return job.Job{}, false, nil
	}
	return *d.count, true, nil
}

func (d *desk) Released(_ context.Context, id models.ID) (*disclosure.Released, error) {
	if released := d.releases[id]; released != nil {
		return released, nil
	}
	if d.release == nil {
		return nil, models.Fail(models.NotFound, "error.not_found")
	}
	return d.release, nil
}

// people is a fake of the accounts: the session token is the role.
type people struct{ evaluator, organizer, stranger account.Account }

func (p people) Whose(_ context.Context, token string) (account.Account, error) {
	switch token {
	case "evaluator":
		return p.evaluator, nil
	case "organizer":
		return p.organizer, nil
	case "stranger":
		return p.stranger, nil
	}
	return account.Account{}, models.Fail(models.Unauthenticated, "account.session_over")
}

func newPeople() people {
	person := func(name string, role account.Role) account.Account {
		return account.Account{ID: models.NewID(), Email: string(role) + "@example.cn", Name: name, Role: role}
	}
	return people{
		evaluator: person("沈知远", account.Evaluator), organizer: person("县委办", account.Organizer),
		stranger: person("周牧", account.Evaluator),
	}
}

// county is a small tree: a county, two offices, and townships of which one is too small to be shown.
func county() []unit.Unit {
	top := unit.Unit{ID: models.NewID(), Code: "00", Name: "云澜县"}
	units := []unit.Unit{top}
	for i, u := range []struct {
		name   string
		people int
	}{{"县民政局", 34}, {"县农业农村局", 41}, {"青石镇", 78}, {"白鹭乡", 52}, {"落霞乡", 8}, {"松岭镇", 61}} {
		units = append(units, unit.Unit{
			ID: models.NewID(), Parent: top.ID, Code: "0" + strconv.Itoa(i+1), Name: u.name, Headcount: u.people,
		})
	}
	return units
}

// newRound is a round of the evaluator in a state, with a manifest from frozen on.
func newRound(t testing.TB, p people, units []unit.Unit, state round.State) *round.Round {
	t.Helper()
	form, ok := builtin.ByName("burden-core")
	if !ok {
		t.Fatal("no built-in questionnaire")
	}
	opens := time.Date(2027, 3, 15, 1, 0, 0, 0, time.UTC)
	r := &round.Round{
		ID: models.NewID(), Owner: p.organizer.ID, State: state, Version: 3, Ends: opens.Add(16*24*time.Hour + 9*time.Hour),
		Settings: round.Settings{
			Title: "云澜县2027年第一季度基层负担调查", Organizer: "云澜县整治形式主义为基层减负专项工作机制办公室",
			Questionnaire: form, Admission: round.Card, K: 10, RetentionDays: 30,
			Opens: opens, Closes: opens.Add(14*24*time.Hour + 9*time.Hour), LatestCloses: opens.Add(30 * 24 * time.Hour),
		},
		Evaluator: round.Appointment{Account: p.evaluator.ID, Name: p.evaluator.Name},
	}
	if state == round.Draft {
		return r
	}
	accept(t, r)
	m := round.Manifest{
		Format: round.ManifestFormat, Round: r.ID, Title: r.Settings.Title, Organizer: r.Settings.Organizer,
		Evaluator: r.Evaluator.Name, Questionnaire: form, Admission: round.Card, RoundKey: r.Evaluator.PublicKey,
		KeyMadeOn: round.KeyOnServer, K: 10, ReleasePlan: []string{round.PlanUnits, round.PlanBackground},
		Opens: opens, Closes: r.Settings.Closes, LatestCloses: r.Settings.LatestCloses, RetentionDays: 30,
	}
	for _, u := range units {
		m.Units = append(m.Units, round.ManifestUnit(u))
	}
	var err error
	if r.Manifest, r.Hash, err = m.Encode(); err != nil {
		t.Fatal(err)
	}
	return r
}

func accept(t testing.TB, r *round.Round) {
	t.Helper()
	key, err := seal.NewPrivateKey()
	if err != nil {
		t.Fatal(err)
	}
	wrapped, err := seal.Wrapper{LogWork: 2}.Wrap(key, "correct horse battery")
	if err != nil {
		t.Fatal(err)
	}
	r.Evaluator.Accepted = r.Settings.Opens.Add(-72 * time.Hour)
	r.Evaluator.PublicKey, r.Evaluator.WrappedKey = key.Public(), wrapped
}

// released counts random answers, seven of ten people of each unit, and makes the release of the round.
func released(t *testing.T, r *round.Round) *disclosure.Released {
	t.Helper()
	m, err := round.ReadManifest(r.Manifest)
	if err != nil {
		t.Fatal(err)
	}
	form, err := questionnaire.Compile(m.Questionnaire)
	if err != nil {
		t.Fatal(err)
	}
	tree, err := m.Tree()
	if err != nil {
		t.Fatal(err)
	}
	counts := tabulation.New(form, tree)
	dice := rand.New(rand.NewPCG(1, 2))
	for _, u := range m.Units {
		for range u.Headcount * 7 / 10 {
			if err := counts.Add(u.ID, sheet(form, dice)); err != nil {
				t.Fatal(err)
			}
		}
	}
	made, err := disclosure.Release(disclosure.Input{
		Manifest: m, ManifestHash: r.Hash, Number: 1, Secret: []byte("0123456789abcdef0123456789abcdef"), Counts: counts,
		Quality: disclosure.Quality{Ballots: map[string]int{"plain": 191}, Refused: map[string]int{}},
	})
	if err != nil {
		t.Fatal(err)
	}
	return made
}

// sheet answers at random; what the form refuses is left out.
func sheet(form *questionnaire.Form, dice *rand.Rand) questionnaire.Sheet {
	input := questionnaire.Input{}
	for _, q := range form.Questions() {
		switch {
		case !q.Asked():
		case dice.IntN(20) == 0:
			input[q.Name] = []string{questionnaire.DeclineValue}
		case len(q.Options) > 0:
			input[q.Name] = []string{q.Options[dice.IntN(len(q.Options))].Name}
		default:
			span := int((q.Max-q.Min)/1000) + 1
			input[q.Name] = []string{strconv.Itoa(int(q.Min/1000) + dice.IntN(min(span, 30)))}
		}
	}
	checked, problems := form.Check(input)
	for _, p := range problems {
		delete(input, p.Question)
	}
	if len(problems) > 0 {
		checked, _ = form.Check(input)
	}
	return checked
}

// offline takes the wrapped key away from a round, as if it had been accepted with a key that is elsewhere.
func offline(t *testing.T, r *round.Round) {
	t.Helper()
	if r.Evaluator.Accepted.IsZero() {
		accept(t, r)
	}
	r.Evaluator.WrappedKey = nil
	if r.Manifest == nil {
		return
	}
	m, err := round.ReadManifest(r.Manifest)
	if err != nil {
		t.Fatal(err)
	}
	m.KeyMadeOn = round.KeyOffline
	if r.Manifest, r.Hash, err = m.Encode(); err != nil {
		t.Fatal(err)
	}
}

// reconciled is what the ballots of the county come to; in disorder with something wrong of every kind.
func reconciled(units []unit.Unit, cards, disorder bool) *evaluation.Reconciliation {
	line := func(u unit.Unit, phone, server int, all ...evaluation.Discrepancy) evaluation.Line {
		l := evaluation.Line{
			Unit: round.ManifestUnit(u), Headcount: u.Headcount, Discrepancies: all,
			Paths: map[response.Path]int{response.Browser: phone, response.Plain: server},
		}
		if cards {
			l.Issued, l.Redeemed = u.Headcount, phone+server
		}
		return l
	}
	rec := &evaluation.Reconciliation{Cards: cards, Total: line(unit.Unit{Headcount: 274}, 171, 20)}
	if !disorder {
		return rec
	}
	rec.NotCast, rec.Over = 3, 1
	rec.Units = []evaluation.Line{
		line(units[1], 20, 2, evaluation.Discrepancy{Key: "evaluation.discrepancy.not_cast", Count: 3}),
		line(units[5], 9, 0, evaluation.Discrepancy{Key: "evaluation.discrepancy.people", Count: 1}, evaluation.Discrepancy{Key: "evaluation.discrepancy.cards", Count: 1}),
		{Unit: round.ManifestUnit(units[6]), Headcount: 61, Discrepancies: []evaluation.Discrepancy{{Key: "evaluation.discrepancy.no_cards", Count: 61}}},
		line(unit.Unit{}, 0, 2, evaluation.Discrepancy{Key: "evaluation.discrepancy.unit", Count: 2}),
	}
	if cards {
		rec.Total.Issued, rec.Total.Redeemed = 213, 191
		rec.Units[0].Redeemed, rec.Units[1].Redeemed, rec.Units[3].Redeemed = 25, 8, 0
	}
	return rec
}
