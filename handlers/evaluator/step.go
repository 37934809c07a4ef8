package evaluator

import (
	"context"
	"time"

	"jianfu/models/evaluation"
	"jianfu/models/job"
	"jianfu/models/round"
)

// Step is what comes next in a round, seen from the evaluator.
type Step string

// The steps in order. Accept, Unlock and Tally are the evaluator's own, Report is the end.
const (
	Accept    Step = "accept"
	Freeze    Step = "freeze"  // the organizer freezes
	Opening   Step = "opening" // waiting for the first day
	Closing   Step = "closing" // people are answering
	Grace     Step = "grace"   // ballots of redeemed cards may still arrive
	Shuffle   Step = "shuffle" // the ballots are being put in random order
	Unlock    Step = "unlock"
	Tally     Step = "tally" // to be counted where the key is, instead of Unlock and Count
	Count     Step = "count" // the ballots are being opened and counted
	Report    Step = "report"
	Cancelled Step = "cancelled"
)

// Mine reports whether the step waits for the evaluator.
func (s Step) Mine() bool { return s == Accept || s == Unlock || s == Tally }

// Moving reports whether the step ends by itself within moments, so that the page watches it.
func (s Step) Moving() bool { return s == Shuffle || s == Count }

// counting is what there is to know of a closed round besides the round.
type counting struct {
	latest  job.Job // its latest count
	counted bool    // whether there was one
	offline bool    // its key is the evaluator's alone
}

// step finds the step of a round, which may come from a list.
func (r *Room) step(ctx context.Context, of *round.Round) (Step, counting, error) {
	var c counting
	if of.State != round.Closed { // no other can be in the middle of a count
		return stepOf(of, r.now(), c), c, nil
	}
	whole := of
	var err error
	if of.Manifest == nil {
		if whole, err = r.rounds.Round(ctx, of.ID); err != nil {
			return "", c, err
		}
	}
	c.offline = evaluation.Offline(whole)
	c.latest, c.counted, err = r.desk.Progress(ctx, of.ID)
	return stepOf(of, r.now(), c), c, err
}

func stepOf(r *round.Round, now time.Time, c counting) Step {
	switch r.State {
	case round.Draft:
		if r.Evaluator.Accepted.IsZero() {
			return Accept
		}
		return Freeze
	case round.Frozen:
		return Opening
	case round.Open:
		return Closing
	case round.Closed:
		switch {
		case !r.Shuffled && r.Settings.Admission == round.Card && now.Before(r.Ends.Add(round.Grace)):
			return Grace
		case !r.Shuffled:
			return Shuffle
		case c.offline:
			return Tally
		case c.counted && (c.latest.State == job.Running || c.latest.State == job.Done):
			return Count
		}
		return Unlock
	case round.Released:
		return Report
	}
	return Cancelled
}
