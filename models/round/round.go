package round

import (
	"time"

	"jianfu/models"
	"jianfu/models/questionnaire"
)

// State is where a round stands in its life.
type State string

// The states, in order; Cancelled is reached from any of them but Released.
const (
	Draft     State = "draft"
	Frozen    State = "frozen"
	Open      State = "open"
	Closed    State = "closed"
	Released  State = "released"
	Cancelled State = "cancelled"
)

// Admission says how people are let in.
type Admission string

// The kinds of admission: one for a round.
const (
	Poster Admission = "poster" // one code a unit, anyone may answer
	Card   Admission = "card"   // one-time codes drawn from a hat
)

// Limits of a round's settings.
const (
	MinK             = 5
	DefaultK         = 10
	MaxRetentionDays = 180
	DefaultRetention = 30
)

// LegalMarks are what a statistical form must carry; empty ones are not printed.
type LegalMarks struct {
	TableNumber string    `json:"table_number,omitempty"` // 表号
	Authority   string    `json:"authority,omitempty"`    // 制定机关
	Approver    string    `json:"approver,omitempty"`     // 批准机关
	Document    string    `json:"document,omitempty"`     // 文号
	ValidUntil  time.Time `json:"valid_until,omitzero"`   // 有效期
}

// Settings are what the organizer decides in draft.
type Settings struct {
	Title         string
	Organizer     string // name of the office, as printed
	Questionnaire questionnaire.Questionnaire
	Source        models.ID // of the library that Questionnaire was copied from; zero for a built-in one
	Top           models.ID // the round runs over this unit and all below it; zero is the whole tree
	Admission     Admission
	K             int
	Opens         time.Time // planned; UTC, whole minutes
	Closes        time.Time // planned
	LatestCloses  time.Time // no extension goes beyond
	RetentionDays int       // days after publishing until ballots are destroyed
	Legal         LegalMarks
	Texts         bool      // answers in words are asked for, where the questionnaire has them
	Series        bool      // consecutive rounds under one poster address: the posters outlive this round
	First         models.ID // the first round of the series; zero in the first itself
	Trial         bool      // for trying things out: nobody holds its key, its ballots are never opened
}

// Round is one run of one questionnaire over a set of units.
type Round struct {
	ID        models.ID
	Owner     models.ID // account of the organizer
	State     State
	Version   int // grows with each change of the draft: an edit from a stale page is refused, not merged
	Settings  Settings
	Opened    time.Time // when it really opened; zero before
	Ends      time.Time // the close in force: Settings.Closes, moved by extensions, or the moment it was closed by hand
	Manifest  []byte    // canonical JSON; nil in draft
	Hash      string    // SHA-256 of Manifest in hexadecimal digits
	Evaluator Appointment
	Published time.Time // when the release was kept; zero before
	Destroyed time.Time // when ballots and wrapped key were destroyed after their days of retention; zero before
	// Paused says that nothing is taken until the organizer decides: the database was restored from a backup, so that spent
	// cards may look unused.
	Paused bool
	// Waits says that the shuffle waits for the whole grace: a redeemed card was outstanding at the close, or the database was
	// restored. Shuffling as soon as the last ballot is there would tell when that was.
	Waits bool
	// HasUnitKeys says that private unit keys lie in the store.
	HasUnitKeys bool
	// HasBallots says that a set of ballots lies in the store, empty or not.
	HasBallots bool
	// Shuffled says that the ballots lie in fresh random order and cards hold nothing but "used"; only then may the
	// evaluator unlock.
	Shuffled bool
}

// Appointment is the evaluator named for a round and, once accepted, the round key.
type Appointment struct {
	Account    models.ID // zero: nobody named
	Name       string    // as shown
	Accepted   time.Time // zero: not yet
	PublicKey  []byte    // 65 bytes, uncompressed P-256 point
	WrappedKey []byte    // the private key as an age file (armored) under the evaluator's passphrase; nil when offline
}

// Grace is how long ballots of redeemed cards are taken after the close: a spent card cannot be unspent.
const Grace = 30 * time.Minute

// Takes reports whether a card is redeemed, or a sheet without one is taken, at now.
func (r *Round) Takes(now time.Time) bool {
	return r.State == Open && !r.Paused && now.Before(r.Ends)
}

// TakesRedeemed reports whether the ballot of a redeemed card is taken at now.
func (r *Round) TakesRedeemed(now time.Time) bool {
	return (r.State == Open || r.State == Closed && !r.Shuffled) && !r.Paused && now.Before(r.Ends.Add(Grace))
}

// Addendum is a logged change after the freeze: an extension, a close by hand, a cancellation.
type Addendum struct {
	At   time.Time
	What string // key of the catalogue: round.extended, round.closed, …
	Args []string
}
