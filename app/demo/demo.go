// Package demo builds the demonstration county: units, people, one released round full of simulated answers, and two
// open ones. Everything goes through the domain as in earnest; only the clock is set back for the released round.
package demo

import (
	"context"
	"crypto/rand"
	"fmt"
	"log/slog"
	mathrand "math/rand/v2"
	"time"

	"jianfu/app/boot"
	"jianfu/models"
	"jianfu/models/account"
	"jianfu/models/admission"
	"jianfu/models/job"
	"jianfu/models/library"
	"jianfu/models/phone"
	"jianfu/models/questionnaire"
	"jianfu/models/questionnaire/builtin"
	"jianfu/models/response"
	"jianfu/models/round"
	"jianfu/models/simulation"
	"jianfu/models/store"
	"jianfu/models/unit"
)

// Guide is what a visitor needs; it is printed and written to demo.json.
type Guide struct {
	BaseURL    string          `json:"base_url"`
	Accounts   []GuideAccount  `json:"accounts"`
	Passphrase string          `json:"passphrase"`
	Rounds     []GuideRound    `json:"rounds"`
	Cards      []string        `json:"cards"`   // addresses of 20 unused cards
	Posters    []GuidePosterAt `json:"posters"` // one a unit
}

// GuideAccount is a sign-in.
type GuideAccount struct {
	Role     account.Role `json:"role"`
	Email    string       `json:"email"`
	Password string       `json:"password"`
}

// GuideRound is a round. ReportURL is empty before the release.
type GuideRound struct {
	ID        models.ID   `json:"id"`
	State     round.State `json:"state"`
	ReportURL string      `json:"report_url"`
}

// GuidePosterAt is the poster of a unit.
type GuidePosterAt struct {
	Unit string `json:"unit"`
	URL  string `json:"url"`
}

// seed makes every demonstration county answer alike.
const seed = 20260701

// shownCards is how many unused cards the guide lists.
const shownCards = 20

// builder carries what the steps share.
type builder struct {
	base   string
	say    models.Say
	store  *store.Store
	domain *boot.Domain
	clock  time.Time
	people map[account.Role]account.Account
	tree   *unit.Tree
	guide  Guide
}

// Build fills an empty store and waits until everything in it is ready.
func Build(ctx context.Context, s *store.Store, secret admission.Secret, baseURL string, say models.Say, log *slog.Logger) (*Guide, error) {
	b := &builder{base: baseURL, say: say, store: s, people: map[account.Role]account.Account{}}
	b.guide.BaseURL, b.guide.Passphrase = baseURL, password()
	b.clock = time.Now()
	b.domain = boot.NewDomain(ctx, s, secret, func() time.Time { return b.clock }, log)
	units := simulation.County()
	var err error
	if b.tree, err = unit.NewTree(units); err != nil {
		return nil, err
	}
	if err := s.ApplyUnits(ctx, unit.Plan{Add: units}); err != nil {
		return nil, err
	}
	for _, step := range []func(context.Context) error{b.addPeople, b.addQuestionnaire, b.addReleased, b.addCards, b.addPosters} {
		if err := step(ctx); err != nil {
			return nil, err
		}
	}
	return &b.guide, nil
}

// password is 100 random bits in groups that can be typed.
func password() string {
	text := rand.Text()
	return text[:5] + "-" + text[5:10] + "-" + text[10:15] + "-" + text[15:20]
}

func (b *builder) addPeople(ctx context.Context) error {
	for _, who := range []struct {
		role  account.Role
		email string
		name  string
	}{
		{account.Administrator, "admin@demo.invalid", b.say("app.demo.admin")},
		{account.Organizer, "organizer@demo.invalid", b.say("app.demo.organizer")},
		{account.Evaluator, "evaluator@demo.invalid", b.say("app.demo.evaluator")},
	} {
		token, _, err := b.domain.People.Invite(ctx, who.email, who.name, who.role)
		if err != nil {
			return err
		}
		chosen := password()
		_, person, err := b.domain.People.Accept(ctx, token, who.email, who.name, chosen)
		if err != nil {
			return err
		}
		b.people[who.role] = person
		b.guide.Accounts = append(b.guide.Accounts, GuideAccount{Role: who.role, Email: who.email, Password: chosen})
	}
	return nil
}

// addQuestionnaire puts a questionnaire of the organizer's own into the library, made of the bank's first topics.
func (b *builder) addQuestionnaire(ctx context.Context) error {
	q := questionnaire.Questionnaire{Name: "demo", Version: "v1", Minutes: 2, Sections: builtin.Bank()[:3]}
	q.Title = models.Text{Zh: b.say("app.demo.questionnaire"), En: b.say("app.demo.questionnaire")}
	_, err := b.domain.Shelf.Create(ctx, b.people[account.Organizer].ID, q, library.Copied)
	return err
}

// begin leads a round from the draft to the opening.
func (b *builder) begin(ctx context.Context, instrument, title string, how round.Admission, opens, closes time.Time) (*round.Round, error) {
	q, ok := builtin.ByName(instrument)
	if !ok {
		return nil, fmt.Errorf("demo: no questionnaire %q", instrument)
	}
	book := b.domain.Book
	b.clock = opens
	r, err := book.Create(ctx, b.people[account.Organizer].ID, round.Settings{
		Title: title, Organizer: b.say("app.demo.office"), Questionnaire: q, Admission: how, K: round.DefaultK,
		Opens: opens, Closes: closes, LatestCloses: closes.AddDate(0, 0, 14), RetentionDays: round.DefaultRetention,
		Series: how == round.Poster,
	})
	if err != nil {
		return nil, err
	}
	if err := book.Appoint(ctx, r.ID, b.people[account.Evaluator]); err != nil {
		return nil, err
	}
	if err := b.domain.Desk.Accept(ctx, r.ID, b.people[account.Evaluator].ID, b.guide.Passphrase); err != nil {
		return nil, err
	}
	if r, err = book.Round(ctx, r.ID); err != nil {
		return nil, err
	}
	units, err := book.Units(ctx, r)
	if err != nil {
		return nil, err
	}
	if how == round.Card {
		if err := b.domain.Keys.Prepare(ctx, r.ID, units); err != nil {
			return nil, err
		}
		b.domain.Jobs.Wait()
	}
	if err := book.Freeze(ctx, r.ID, r.Version); err != nil {
		return nil, err
	}
	if err := book.Open(ctx, r.ID); err != nil {
		return nil, err
	}
	return book.Round(ctx, r.ID)
}

// answer casts the simulated sheets of a round: share of the people who would answer in the end. It gives the cards
// that are left.
func (b *builder) answer(ctx context.Context, r *round.Round, share float64, cards []admission.UnitCards) ([]admission.Code, error) {
	m, err := round.ReadManifest(r.Manifest)
	if err != nil {
		return nil, err
	}
	form, err := questionnaire.Compile(m.Questionnaire)
	if err != nil {
		return nil, err
	}
	codes := map[models.ID][]admission.Code{}
	for _, unitCards := range cards {
		codes[unitCards.Unit.ID] = unitCards.Codes
	}
	model := simulation.New(form, b.tree, mathrand.New(mathrand.NewPCG(seed, uint64(len(m.Questionnaire.Name)))))
	pace := mathrand.New(mathrand.NewPCG(seed, 1))
	var left []admission.Code
	for _, u := range m.Units {
		n := int(share * float64(model.Response(u.ID)))
		place, err := b.domain.Gate.At(ctx, r.ID, u.ID)
		if err != nil {
			return nil, err
		}
		for i := range n {
			var code *admission.Code
			if len(cards) > 0 {
				code = &codes[u.ID][i]
			}
			cast, took := b.fromPhone, simulation.Duration(pace)
			if i%plainEvery == plainEvery-1 {
				cast, took = b.fromOldBrowser, questionnaire.Unmeasured
			}
			if err := cast(ctx, place, code, form.EncodeTimed(model.Sheet(u.ID), took), form.Quantum()); err != nil {
				return nil, err
			}
		}
		left = append(left, codes[u.ID][min(n, len(codes[u.ID])):]...)
	}
	return left, nil
}

// plainEvery is how many people come with one old browser among them.
const plainEvery = 12

// fromPhone seals a sheet and casts it as the script of the form does; code is nil in a poster round.
func (b *builder) fromPhone(ctx context.Context, at *admission.Place, code *admission.Code, sheet []byte, quantum int) error {
	p, err := phone.New(at.Manifest, at.Unit.ID, at.Public, sheet, quantum)
	if err != nil {
		return err
	}
	var signature []byte
	if code != nil {
		if signature, err = b.domain.Gate.Redeem(ctx, *code, at.Round.ID, at.Unit.ID, p.Blinded); err != nil {
			return err
		}
	}
	ballot, err := p.Finish(signature)
	if err != nil {
		return err
	}
	return b.domain.Box.Cast(ctx, at, ballot)
}

// fromOldBrowser takes the plain path.
func (b *builder) fromOldBrowser(ctx context.Context, at *admission.Place, code *admission.Code, sheet []byte, quantum int) error {
	draft, err := response.NewDraft(at.Manifest, at.Unit.ID, sheet, quantum)
	if err != nil {
		return err
	}
	ballot, err := draft.Ballot(at.Round.ID, at.Unit.ID)
	if err != nil {
		return err
	}
	if code == nil {
		return b.domain.Box.CastPoster(ctx, at, ballot)
	}
	return b.domain.Box.CastCard(ctx, *code, ballot)
}

func (b *builder) cards(ctx context.Context, r *round.Round) ([]admission.UnitCards, error) {
	var all []models.ID
	for _, u := range b.tree.Units() {
		all = append(all, u.ID)
	}
	return b.domain.Gate.Cards(ctx, r, all)
}

// addReleased is the round that is over: it ran from five to three weeks ago.
func (b *builder) addReleased(ctx context.Context) error {
	opens := time.Now().Add(-35 * 24 * time.Hour).Truncate(time.Minute)
	r, err := b.begin(ctx, builtin.BurdenFull, b.say("app.demo.round.past"), round.Card, opens, opens.AddDate(0, 0, 14))
	if err != nil {
		return err
	}
	cards, err := b.cards(ctx, r)
	if err != nil {
		return err
	}
	if _, err := b.answer(ctx, r, 1, cards); err != nil {
		return err
	}
	b.clock = r.Ends
	if err := b.domain.Book.Close(ctx, r.ID); err != nil {
		return err
	}
	if err := b.domain.Box.Shuffle(ctx, r.ID); err != nil {
		return err
	}
	if err := b.domain.Keys.Erase(ctx, r.ID); err != nil {
		return err
	}
	if err := b.domain.Book.KeysErased(ctx, r.ID); err != nil {
		return err
	}
	b.clock = time.Now()
	if err := b.domain.Desk.Unlock(ctx, r.ID, b.guide.Passphrase); err != nil {
		return err
	}
	b.domain.Jobs.Wait()
	count, _, err := b.domain.Desk.Progress(ctx, r.ID)
	if err != nil {
		return err
	}
	if count.State != job.Done {
		return models.Fail(models.Internal, count.Failure)
	}
	b.guide.Rounds = append(b.guide.Rounds, GuideRound{
		ID: r.ID, State: round.Released, ReportURL: b.base + "/evaluations/" + r.ID.String() + "/report",
	})
	return nil
}

// addCards is the inventory by card, open since yesterday, with a third of its answers in.
func (b *builder) addCards(ctx context.Context) error {
	opens := time.Now().Add(-24 * time.Hour).Truncate(time.Minute)
	r, err := b.begin(ctx, builtin.BurdenCore, b.say("app.demo.round.cards"), round.Card, opens, opens.AddDate(0, 0, 21))
	if err != nil {
		return err
	}
	cards, err := b.cards(ctx, r)
	if err != nil {
		return err
	}
	left, err := b.answer(ctx, r, 0.35, cards)
	if err != nil {
		return err
	}
	for _, code := range left[:min(shownCards, len(left))] {
		b.guide.Cards = append(b.guide.Cards, b.base+"/c/"+code.String())
	}
	b.guide.Rounds = append(b.guide.Rounds, GuideRound{ID: r.ID, State: round.Open})
	return nil
}

// addPosters is the pulse by poster, open since yesterday, with half of its answers in.
func (b *builder) addPosters(ctx context.Context) error {
	opens := time.Now().Add(-24 * time.Hour).Truncate(time.Minute)
	r, err := b.begin(ctx, builtin.Pulse, b.say("app.demo.round.posters"), round.Poster, opens, opens.AddDate(0, 0, 14))
	if err != nil {
		return err
	}
	if _, err := b.answer(ctx, r, 0.5, nil); err != nil {
		return err
	}
	posters, err := b.domain.Gate.Posters(ctx, r)
	if err != nil {
		return err
	}
	for _, u := range b.tree.Units() {
		if code, ok := posters[u.ID]; ok {
			b.guide.Posters = append(b.guide.Posters, GuidePosterAt{Unit: u.Name, URL: b.base + "/o/" + code})
		}
	}
	b.guide.Rounds = append(b.guide.Rounds, GuideRound{ID: r.ID, State: round.Open})
	return nil
}
