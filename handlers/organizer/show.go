package organizer

import (
	"context"
	"time"

	"github.com/gofiber/fiber/v2"

	"jianfu/handlers/web/page"
	"jianfu/handlers/web/session"
	"jianfu/models"
	"jianfu/models/account"
	"jianfu/models/response"
	"jianfu/models/round"
)

// ListPage is the page of all rounds.
type ListPage struct {
	Todo   []Line // rounds that wait for the organizer
	Rounds []Line // all of them, newest first
}

// Line is one round on it.
type Line struct {
	*round.Round
	Href string
	Step Step
}

// List shows the rounds of the person and what needs doing now.
func (r *Room) List(c *fiber.Ctx) error {
	rounds, err := r.Rounds.Seen(c.UserContext(), session.Person(c))
	if err != nil {
		return err
	}
	v := r.voice(c)
	var p ListPage
	for _, each := range rounds {
		left := 0
		if printsNext(each) {
			if left, err = r.left(c.UserContext(), each); err != nil {
				return err
			}
		}
		line := Line{Round: each, Href: pathOf(each.ID), Step: next(v, each, nil, left, r.Now())}
		p.Rounds = append(p.Rounds, line)
		if line.Step.Label != "" && each.State != round.Released {
			p.Todo = append(p.Todo, line)
		}
	}
	return r.send(c, fiber.StatusOK, "rounds", p)
}

// printsNext reports whether a round may wait for its cards: a trial opens before they are printed.
func printsNext(r *round.Round) bool {
	return r.Settings.Admission == round.Card && (r.State == round.Frozen || r.State == round.Open && r.Settings.Trial)
}

// left is how many units of a listed round, which comes without its manifest, have no cards yet.
func (r *Room) left(ctx context.Context, each *round.Round) (int, error) {
	whole, err := r.Rounds.Round(ctx, each.ID)
	if err != nil {
		return 0, err
	}
	manifest, err := round.ReadManifest(whole.Manifest)
	if err != nil {
		return 0, err
	}
	issued, err := r.Admission.Issued(ctx, each.ID)
	return withoutCards(manifest.Units, issued), err
}

// RoundPage is the page of one round.
type RoundPage struct {
	Round      *round.Round
	Href       string
	Step       Step
	Problems   []Problem
	Checklist  []Check
	Evaluators []account.Account // who can be named; in draft alone
	People     int               // headcount of the manifest; 0 in draft
	TopName    string            // the unit that a draft runs over; empty: all of them
	Print      *Print            // nil where nothing is printed
	Turnout    *response.Turnout // nil before the opening
	Log        []Entry
	ShortHash  string
	Restored   []string  // what it means that the round was restored from a backup; nil where it was not
	TrialDays  int       // how long a trial of it would run; 0 where none may be made
	Kept       time.Time // until when the ballots of a released round are kept; zero before
}

// Check is a line of the checklist with the place where it is mended.
type Check struct {
	Text string
	Mark string // ok, missing, note
	Href string
	Help string
	// Renew offers to take the newer questionnaire of the library.
	Renew bool
}

// Entry is a line of the log.
type Entry struct {
	At   time.Time
	Text string
}

// Print is the section of what is put on paper.
type Print struct {
	Cards bool
	Units []PrintUnit
	Left  int // units without cards
}

// PrintUnit is one unit of it.
type PrintUnit struct {
	round.ManifestUnit
	Issued int // cards that the unit was given
}

// Show is the page of one round.
func (r *Room) Show(c *fiber.Ctx) error {
	found, err := r.round(c)
	if err != nil {
		return err
	}
	return r.show(c, found, fiber.StatusOK, nil)
}

func (r *Room) show(c *fiber.Ctx, found *round.Round, status int, problems []Problem) error {
	ctx, v := c.UserContext(), r.voice(c)
	p := RoundPage{Round: found, Href: pathOf(found.ID), Problems: problems, ShortHash: round.ShortHash(found.Hash)}
	var items []round.Item
	var err error
	if found.State == round.Draft {
		if items, err = r.draft(ctx, &p, v); err != nil {
			return err
		}
	}
	if found.Manifest != nil {
		if err := r.frozen(ctx, &p); err != nil {
			return err
		}
	}
	left := 0
	if p.Print != nil {
		left = p.Print.Left
	}
	if p.Log, err = r.log(ctx, found, v); err != nil {
		return err
	}
	p.Step = next(v, found, items, left, r.Now())
	if !found.Settings.Trial && (found.State == round.Draft || found.State == round.Frozen) {
		p.TrialDays = round.TrialDays
	}
	if found.State == round.Released {
		p.Kept = found.KeepsUntil()
	}
	if found.Held() {
		p.Restored = restored(v, found)
	}
	return r.send(c, status, "round", p)
}

// draft fills in what only a draft has.
func (r *Room) draft(ctx context.Context, p *RoundPage, v voice) ([]round.Item, error) {
	items, err := r.Record.Checklist(ctx, p.Round)
	if err != nil {
		return nil, err
	}
	for _, item := range items {
		line := Check{Text: v.tell(item.Key, item.Args...), Mark: "note"}
		switch {
		case item.OK:
			line.Mark = "ok"
		case item.Blocking:
			line.Mark = "missing"
		}
		if !item.OK {
			line.Href = mend(item.Key, p.Href)
		}
		if item.Key == "round.check.keys" {
			line.Help = v.say("organizer.round.keys.help")
		}
		p.Checklist = append(p.Checklist, line)
	}
	asks, err := r.asks(ctx, p.Round, v)
	if err != nil {
		return nil, err
	}
	p.Checklist = append(p.Checklist, asks...)
	if top := p.Round.Settings.Top; !top.IsZero() {
		units, err := r.Units.Units(ctx)
		if err != nil {
			return nil, err
		}
		for _, u := range units {
			if u.ID == top {
				p.TopName = u.Name
			}
		}
	}
	p.Evaluators, err = r.People.Evaluators(ctx)
	return items, err
}

// mend is where a missing item is put right; empty where only the evaluator can.
func mend(key, at string) string {
	switch key {
	case "round.check.evaluator":
		return at + "#evaluator"
	case "round.check.dates":
		return at + "/settings#opens"
	case "round.check.headcounts", "round.check.enough", "round.check.below_k":
		return "/units"
	}
	return ""
}

// frozen fills in what there is from the freeze on.
func (r *Room) frozen(ctx context.Context, p *RoundPage) error {
	manifest, err := round.ReadManifest(p.Round.Manifest)
	if err != nil {
		return err
	}
	for _, u := range manifest.Units {
		p.People += u.Headcount
	}
	switch p.Round.State {
	case round.Open, round.Closed, round.Released:
		turnout, err := r.Turnouts.Turnout(ctx, p.Round)
		if err != nil {
			return err
		}
		p.Turnout = &turnout
	}
	if p.Round.State != round.Frozen && p.Round.State != round.Open {
		return nil
	}
	p.Print = &Print{Cards: manifest.Admission == round.Card}
	var issued map[models.ID]int
	if p.Print.Cards {
		if issued, err = r.Admission.Issued(ctx, p.Round.ID); err != nil {
			return err
		}
		p.Print.Left = withoutCards(manifest.Units, issued)
	}
	for _, u := range manifest.Units {
		if u.Headcount > 0 {
			p.Print.Units = append(p.Print.Units, PrintUnit{u, issued[u.ID]})
		}
	}
	return nil
}

func (r *Room) log(ctx context.Context, found *round.Round, v voice) ([]Entry, error) {
	addenda, err := r.Record.Addenda(ctx, found.ID)
	if err != nil {
		return nil, err
	}
	log := make([]Entry, 0, len(addenda))
	for _, a := range addenda {
		args := make([]any, len(a.Args))
		for i, arg := range a.Args {
			args[i] = arg
			if t, err := time.Parse(time.RFC3339, arg); err == nil {
				args[i] = page.When(t, v.lang)
			}
		}
		log = append(log, Entry{At: a.At, Text: v.tell(a.What, args...)})
	}
	return log, nil
}
