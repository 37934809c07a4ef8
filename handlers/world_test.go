package handlers_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/gofiber/fiber/v2"

	"jianfu/handlers"
	"jianfu/models"
	"jianfu/models/account"
	"jianfu/models/admission"
	"jianfu/models/evaluation"
	"jianfu/models/job"
	"jianfu/models/library"
	"jianfu/models/questionnaire/builtin"
	"jianfu/models/response"
	"jianfu/models/round"
	"jianfu/models/seal"
	"jianfu/models/store"
	"jianfu/models/unit"
)

// now is when every test takes place.
func now() time.Time { return time.Date(2027, 3, 20, 2, 0, 0, 0, time.UTC) }

// password and passphrase are the same for everybody.
const (
	password   = "四月的雨落在 青石板路上"
	passphrase = "another sentence to keep"
)

// world is the whole middle floor over a real store: a small office with a round in every state.
type world struct {
	plain, secure *fiber.App        // the same floor over HTTP and over HTTPS
	tokens        map[string]string // session of each person
	rounds        map[round.State]models.ID
	unit          models.ID // the one with people
	hash          string    // manifest of the open round
	poster, card  string    // of the open and of the frozen round
	people        *account.People
}

// lines is a log that may be read while it is written.
type lines struct {
	mu  sync.Mutex
	buf bytes.Buffer
}

func (l *lines) Write(b []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.buf.Write(b)
}

// take gives what was written since it was last asked.
func (l *lines) take() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	defer l.buf.Reset()
	return l.buf.String()
}

// tally counts nothing; tests that look at the counts bring their own.
type tally struct{}

func (tally) Count(models.Kind) {}

var (
	folder string // of the shared store
	shared = sync.OnceValues(func() (*world, error) { return build(context.Background(), folder) })
)

func TestMain(m *testing.M) {
	var err error
	if folder, err = os.MkdirTemp("", "jianfu-handlers-"); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	status := m.Run()
	_ = os.RemoveAll(folder)
	os.Exit(status)
}

func floor(t *testing.T) *world {
	t.Helper()
	w, err := shared()
	if err != nil {
		t.Fatal(err)
	}
	return w
}

func build(ctx context.Context, dir string) (*world, error) {
	s, err := store.Open(ctx, filepath.Join(dir, "jianfu.db"))
	if err != nil {
		return nil, err
	}
	w := &world{tokens: map[string]string{}, rounds: map[round.State]models.ID{}}
	parts := partsOver(s)
	parts.BaseURL = "http://example.com"
	if w.plain, err = handlers.New(parts); err != nil {
		return nil, err
	}
	parts.Secure, parts.BaseURL = true, "https://example.com"
	if w.secure, err = handlers.New(parts); err != nil {
		return nil, err
	}
	w.people = parts.People
	office, err := w.hire(ctx)
	if err != nil {
		return nil, err
	}
	top := unit.Unit{ID: models.NewID(), Code: "1", Name: "云边县"}
	w.unit = models.NewID()
	err = s.ApplyUnits(ctx, unit.Plan{Add: []unit.Unit{
		top, {ID: w.unit, Parent: top.ID, Code: "11", Name: "青溪镇", Headcount: 60},
	}})
	if err != nil {
		return nil, err
	}
	return w, w.hold(ctx, parts, office)
}

// partsOver wires the ground floor over a store, as boot does.
func partsOver(s *store.Store) handlers.Parts {
	book := round.NewBook(s, s, now)
	jobs := job.NewBoard(context.Background(), s, now, slog.New(slog.DiscardHandler))
	return handlers.Parts{
		Now: now, Tally: tally{}, Log: slog.New(slog.DiscardHandler), Store: s,
		People: account.New(s, now), Book: book,
		Gate: admission.NewGate(s, s, admission.NewKeyring(s, admission.NewSecret(), jobs, now), s, now), Box: response.NewBox(s, s, s, now),
		Desk: evaluation.NewDesk(book, s, jobs, seal.Wrapper{LogWork: 1}, now), Shelf: library.NewShelf(s, now),
	}
}

// hire signs everybody in. The rival is an organizer of another office, the stranger an evaluator of no round.
func (w *world) hire(ctx context.Context) (map[string]account.Account, error) {
	office := map[string]account.Account{}
	for name, role := range map[string]account.Role{
		"administrator": account.Administrator, "organizer": account.Organizer, "rival": account.Organizer,
		"evaluator": account.Evaluator, "stranger": account.Evaluator, "suspended": account.Organizer,
	} {
		email := name + "@county.example"
		link, _, err := w.people.Invite(ctx, email, name, role)
		if err != nil {
			return nil, err
		}
		token, person, err := w.people.Accept(ctx, link, "", "", password)
		if err != nil {
			return nil, err
		}
		w.tokens[name], office[name] = token, person
	}
	return office, w.people.Suspend(ctx, office["suspended"].ID)
}

// hold leads a round of the organizer and the evaluator to each state.
func (w *world) hold(ctx context.Context, parts handlers.Parts, office map[string]account.Account) error {
	q, _ := builtin.ByName(builtin.Pulse)
	for _, state := range []round.State{
		round.Draft, round.Frozen, round.Open, round.Closed, round.Released, round.Cancelled,
	} {
		kind := round.Poster
		if state == round.Frozen {
			kind = round.Card
		}
		r, err := parts.Book.Create(ctx, office["organizer"].ID, round.Settings{
			Title: "轮次：" + string(state), Organizer: "云边县减负办", Questionnaire: q, Admission: kind, K: round.MinK,
			Opens: now(), Closes: now().Add(time.Hour), LatestCloses: now().Add(48 * time.Hour), RetentionDays: 30,
		})
		if err != nil {
			return err
		}
		w.rounds[state] = r.ID
		if err := lead(ctx, parts, r.ID, office["evaluator"], state); err != nil {
			return fmt.Errorf("%s: %w", state, err)
		}
		if r, err = parts.Book.Round(ctx, r.ID); err != nil {
			return err
		}
		switch state {
		case round.Frozen:
			cards, err := parts.Gate.Cards(ctx, r, []models.ID{w.unit})
			if err != nil {
				return err
			}
			w.card = cards[0].Codes[0].String()
		case round.Open:
			posters, err := parts.Gate.Posters(ctx, r)
			if err != nil {
				return err
			}
			w.poster, w.hash = posters[w.unit], r.Hash
		}
	}
	return nil
}

// lead takes a fresh draft through its life as far as state.
func lead(ctx context.Context, parts handlers.Parts, id models.ID, evaluator account.Account, state round.State) error {
	book := parts.Book
	if state == round.Cancelled {
		return book.Cancel(ctx, id)
	}
	for _, step := range []struct {
		to round.State
		do func() error
	}{
		{round.Draft, func() error {
			return errors.Join(book.Appoint(ctx, id, evaluator), parts.Desk.Accept(ctx, id, evaluator.ID, passphrase))
		}},
		{round.Frozen, func() error {
			r, err := book.Round(ctx, id)
			if err != nil {
				return err
			}
			return errors.Join(makeKeys(ctx, parts, r), book.Freeze(ctx, id, r.Version))
		}},
		{round.Open, func() error { return book.Open(ctx, id) }},
		{round.Closed, func() error { return errors.Join(book.Close(ctx, id), parts.Box.Shuffle(ctx, id)) }},
		{round.Released, func() error { return release(ctx, parts, id) }},
	} {
		if err := step.do(); err != nil || step.to == state {
			return err
		}
	}
	return nil
}

// makeKeys makes the keys of the units of a card round.
func makeKeys(ctx context.Context, parts handlers.Parts, r *round.Round) error {
	if r.Settings.Admission != round.Card {
		return nil
	}
	units, err := parts.Book.Units(ctx, r)
	if err != nil {
		return err
	}
	s := parts.Store.(*store.Store)
	jobs := job.NewBoard(ctx, s, now, slog.New(slog.DiscardHandler))
	err = admission.NewKeyring(s, admission.NewSecret(), jobs, now).Prepare(ctx, r.ID, units)
	jobs.Wait()
	return err
}

// release unlocks a round and waits until it is counted.
func release(ctx context.Context, parts handlers.Parts, id models.ID) error {
	if err := parts.Desk.Unlock(ctx, id, passphrase); err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, time.Minute)
	defer cancel()
	for {
		count, _, err := parts.Desk.Progress(ctx, id)
		switch {
		case err != nil:
			return err
		case count.State == job.Done:
			return nil
		case count.State != job.Running:
			return errors.New("the count ended as " + string(count.State) + ": " + count.Failure)
		}
		time.Sleep(20 * time.Millisecond)
	}
}
