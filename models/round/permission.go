package round

import (
	"jianfu/models"
	"jianfu/models/account"
)

// Act is something that a person may do with a round.
type Act string

// The acts.
const (
	See      Act = "see"      // settings, state, manifest
	Manage   Act = "manage"   // change, freeze, print, open, extend, close, cancel, turnout
	Evaluate Act = "evaluate" // accept, unlock
	Read     Act = "read"     // the released figures
)

// Permits is the one place that decides who may do what with a round. Administrators may do nothing: they keep people,
// not rounds. The organizer reads figures only once they are released. A trial has no evaluator.
func (r *Round) Permits(who account.Account, act Act) bool {
	if who.Suspended {
		return false
	}
	owner := who.Role == account.Organizer && who.ID == r.Owner
	evaluator := who.Role == account.Evaluator && !r.Settings.Trial && !r.Evaluator.Account.IsZero() && who.ID == r.Evaluator.Account
	switch act {
	case See:
		return owner || evaluator
	case Manage:
		return owner
	case Evaluate:
		return evaluator
	case Read:
		return r.State == Released && (owner || evaluator)
	}
	return false
}

// Check is Permits as an error: a round that one may not even see is NotFound, so that nobody learns that it exists.
func (r *Round) Check(who account.Account, act Act) error {
	switch {
	case r.Permits(who, act):
		return nil
	case r.Permits(who, See):
		return models.Fail(models.Forbidden, "error.forbidden")
	default:
		return models.Fail(models.NotFound, "error.not_found")
	}
}
