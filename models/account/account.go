package account

import (
	"time"

	"jianfu/models"
)

// Role is what a person of the office may do at all; rounds narrow it down (round.Permits).
type Role string

// The roles: one for a person.
const (
	Administrator Role = "administrator" // people and settings; never a round
	Organizer     Role = "organizer"     // units and the rounds of one's own
	Evaluator     Role = "evaluator"     // the rounds one is named for
)

// Account is a person who signs in. Respondents have none.
type Account struct {
	ID        models.ID
	Email     string // lower case, unique; the sign-in name
	Name      string
	Role      Role
	Suspended bool
	Created   time.Time
}
