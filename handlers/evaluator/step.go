package evaluator

import (
	"jianfu/models/job"
	"jianfu/models/round"
)

// Step is what comes next in a round, seen from the evaluator.
type Step string

// The steps in order. Accept and Unlock are the evaluator's own, Report is the end.
const (
	Accept    Step = "accept"
	Freeze    Step = "freeze"  // the organizer freezes
	Opening   Step = "opening" // waiting for the first day
	Closing   Step = "closing" // people are answering
	Shuffle   Step = "shuffle" // the ballots are being put in random order
	Unlock    Step = "unlock"
	Count     Step = "count" // the ballots are being opened and counted
	Report    Step = "report"
	Cancelled Step = "cancelled"
)

// Mine reports whether the step waits for the evaluator.
func (s Step) Mine() bool { return s == Accept || s == Unlock }

// Moving reports whether the step ends by itself within moments, so that the page watches it.
func (s Step) Moving() bool { return s == Shuffle || s == Count }

// stepOf finds the step of a round; count is its latest count, counted whether there was one.
func stepOf(r *round.Round, count job.Job, counted bool) Step {
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
		case !r.Shuffled:
			return Shuffle
		case counted && (count.State == job.Running || count.State == job.Done):
			return Count
		}
		return Unlock
	case round.Released:
		return Report
	}
	return Cancelled
}
