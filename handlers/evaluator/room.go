package evaluator

import (
	"context"
	"io"
	"time"

	"github.com/gofiber/fiber/v2"

	"jianfu/handlers/web/page"
	"jianfu/handlers/web/session"
	"jianfu/models"
	"jianfu/models/account"
	"jianfu/models/disclosure"
	"jianfu/models/evaluation"
	"jianfu/models/job"
	"jianfu/models/round"
	"jianfu/models/unit"
)

// Rounds finds rounds; *round.Book does.
type Rounds interface {
	Round(ctx context.Context, id models.ID) (*round.Round, error)
	Seen(ctx context.Context, who account.Account) ([]*round.Round, error)
	Addenda(ctx context.Context, id models.ID) ([]round.Addendum, error)
}

// Units gives the organization tree as it is now; of a frozen round the manifest has it.
type Units interface {
	Units(ctx context.Context) ([]unit.Unit, error)
}

// Passwords tells a sign-in password from any other text.
type Passwords interface {
	// HasPassword reports whether password is the sign-in password of the account.
	HasPassword(ctx context.Context, id models.ID, password string) (bool, error)
}

// Desk does what an evaluator asks for.
type Desk interface {
	Acceptance
	Counting
	Results
	Texts
}

// Acceptance takes a round with its key.
type Acceptance interface {
	// Accept makes the round key and wraps it under the passphrase.
	Accept(ctx context.Context, round, evaluator models.ID, passphrase string) error
	// AcceptKey takes the public half of a key that was made elsewhere: Invalid "evaluation.public_key".
	AcceptKey(ctx context.Context, round, evaluator models.ID, publicKey []byte) error
}

// Counting opens ballots on the server, and says what they come to without opening them.
type Counting interface {
	// Unlock returns once the passphrase is proven and counting has begun: Invalid "evaluation.passphrase" where it is
	// wrong, Conflict where the round is not closed and shuffled or is being counted already.
	Unlock(ctx context.Context, round models.ID, passphrase string) error
	// Progress is the latest count of the round, false where there never was one.
	Progress(ctx context.Context, round models.ID) (job.Job, bool, error)
	// Reconcile holds the ballots of a shuffled round against its cards and its people.
	Reconcile(ctx context.Context, round models.ID) (*evaluation.Reconciliation, error)
}

// Results hands out ballots, takes in what was counted elsewhere, and has the release.
type Results interface {
	// Export writes the sealed ballots as a file; it has written nothing where it fails at once.
	Export(ctx context.Context, round models.ID, w io.Writer) error
	// Submit keeps a release that was made from such a file: Invalid, TooLarge where it does not stand up to the checks.
	Submit(ctx context.Context, round models.ID, file []byte) error
	// Released is the release of the round.
	Released(ctx context.Context, round models.ID) (*disclosure.Released, error)
}

// Room answers for the evaluator's pages.
type Room struct {
	views     *page.Views
	rounds    Rounds
	units     Units
	passwords Passwords
	desk      Desk
	now       func() time.Time
}

// New makes the room.
func New(views *page.Views, rounds Rounds, units Units, passwords Passwords, desk Desk, now func() time.Time) *Room {
	return &Room{views: views, rounds: rounds, units: units, passwords: passwords, desk: desk, now: now}
}

// find is the round of the address, if this person may do act with it.
func (r *Room) find(c *fiber.Ctx, act round.Act) (*round.Round, error) {
	id, err := models.ParseID(c.Params("round"))
	if err != nil {
		return nil, err
	}
	found, err := r.rounds.Round(c.UserContext(), id)
	if err != nil {
		return nil, err
	}
	return found, found.Check(session.Person(c), act)
}

// send answers with a page of this room.
func (r *Room) send(c *fiber.Ctx, status int, name string, content any) error {
	return session.Send(c, r.views, status, "evaluator/"+name, content)
}

// address is the page of a round.
func address(id models.ID) string { return "/evaluations/" + id.String() }
