package organizer

import (
	"time"

	"jianfu/models"
	"jianfu/models/round"
)

// Step is what stands next in a round. The texts are already in the language of the page.
type Step struct {
	Text    string
	Label   string // of the one filled button; empty: nothing to do but wait
	Href    string
	Appoint bool // the button belongs to the form that names an evaluator
	Begin   bool // the button starts a trial
	Decide  bool // the round was restored from a backup: the buttons are those of the decision
	Soon    bool // it goes on by itself within minutes: the page looks again
}

// saying gives a step by its key: with an address it has a button.
type saying func(key, href string, args ...any) Step

// next finds the step. items is the checklist of a draft, nil where it was not asked for (then only what the round
// itself says is looked at); left is the number of units that have no cards yet.
func next(v voice, r *round.Round, items []round.Item, left int, now time.Time) Step {
	at := pathOf(r.ID)
	step := func(key, href string, args ...any) Step {
		key = "organizer.step." + key
		s := Step{Text: v.tell(key, args...), Href: href}
		if href != "" {
			s.Label = v.say(key + ".do")
		}
		return s
	}
	if r.Held() {
		s := step("restored", at+"#next")
		s.Decide = true
		return s
	}
	if r.Settings.Trial && r.State != round.Draft {
		return nextOfTrial(step, r, left)
	}
	switch r.State {
	case round.Draft:
		return nextOfDraft(step, r, items)
	case round.Frozen:
		switch {
		case r.Settings.Admission == round.Poster:
			return step("posters", at+"/posters.pdf", r.Settings.Opens)
		case left > 0:
			return step("cards", at+"#print", left)
		}
		return step("wait_open", "", r.Settings.Opens)
	case round.Open:
		return step("open", "", r.Ends)
	case round.Closed:
		switch {
		case !r.Shuffled && now.Before(r.ShuffledBy()):
			return step("grace", "", r.ShuffledBy())
		case !r.Shuffled:
			return step("shuffling", "")
		}
		return step("closed", "", r.Evaluator.Name)
	case round.Released:
		return step("report", "/evaluations/"+r.ID.String()+"/report")
	default:
		return step("cancelled", "")
	}
}

// nextOfTrial finds the step of a trial that has begun.
func nextOfTrial(step saying, r *round.Round, left int) Step {
	switch {
	case r.State == round.Open && left > 0:
		return step("trial_cards", pathOf(r.ID)+"#print", r.Ends)
	case r.State == round.Open || r.State == round.Frozen:
		return step("trial_open", "", r.Ends)
	}
	return step("trial_over", "")
}

func nextOfDraft(step saying, r *round.Round, items []round.Item) Step {
	at := pathOf(r.ID)
	lacks := map[string]bool{}
	var keys []any
	for _, item := range items {
		lacks[item.Key] = item.Blocking && !item.OK
		if item.Key == "round.check.keys" {
			keys = item.Args
		}
	}
	switch {
	case !r.Settings.Trial && r.Evaluator.Account.IsZero():
		s := step("appoint", at+"#evaluator")
		s.Appoint = true
		return s
	case lacks["round.check.headcounts"]:
		return step("units", "/units")
	case lacks["round.check.dates"]:
		return step("dates", at+"/settings#opens")
	case !r.Settings.Trial && r.Evaluator.Accepted.IsZero():
		return step("wait_accept", "", r.Evaluator.Name)
	case lacks["round.check.keys"]:
		s := step("wait_keys", "", keys...)
		s.Soon = true
		return s
	case r.Settings.Trial:
		s := step("begin", at)
		s.Begin = true
		return s
	default:
		return step("freeze", at+"/freeze")
	}
}

// withoutCards counts the units with people that were given no cards.
func withoutCards(units []round.ManifestUnit, issued map[models.ID]int) int {
	left := 0
	for _, u := range units {
		if u.Headcount > 0 && issued[u.ID] == 0 {
			left++
		}
	}
	return left
}
