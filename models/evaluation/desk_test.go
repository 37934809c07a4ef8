package evaluation

import (
	"context"
	"errors"
	"testing"
	"time"

	"jianfu/models"
	"jianfu/models/job"
	"jianfu/models/questionnaire/builtin"
	"jianfu/models/round"
)

func wantKey(t *testing.T, err error, key string) {
	t.Helper()
	if e, ok := errors.AsType[*models.Error](err); !ok || e.Key != key {
		t.Errorf("got %v, want %s", err, key)
	}
}

func TestAcceptWantsALongPassphrase(t *testing.T) {
	t.Parallel()
	o := &office{round: &round.Round{}}
	desk, _ := o.desk(t.Context())
	wantKey(t, desk.Accept(t.Context(), models.ID{}, models.ID{}, "十一个字还是太短了啊"), "evaluation.passphrase_short")
	if o.round.Evaluator.WrappedKey != nil {
		t.Error("a key was made")
	}
	if err := desk.Accept(t.Context(), models.ID{}, models.ID{}, "十二个字就已经是足够长了"); err != nil {
		t.Error(err)
	}
}

func TestUnlockRefuses(t *testing.T) {
	t.Parallel()
	for key, change := range map[string]func(*round.Round){
		"evaluation.not_closed":   func(r *round.Round) { r.State = round.Open },
		"evaluation.not_shuffled": func(r *round.Round) { r.Shuffled = false },
		"evaluation.released":     func(r *round.Round) { r.State = round.Released },
	} {
		o, _, _ := closed(t, builtin.Pulse)
		change(o.round)
		desk, board := o.desk(t.Context())
		wantKey(t, desk.Unlock(t.Context(), o.round.ID, passphrase), key)
		nothingBegan(t, o, board)
	}
}

func TestUnlockWithTheWrongPassphrase(t *testing.T) {
	t.Parallel()
	o, m, form := closed(t, builtin.Pulse)
	o.ballots = cast(t, m, form, population(t, m, form, 40))
	desk, board := o.desk(t.Context())
	for _, wrong := range []string{"", passphrase + " ", "Correct horse battery staple"} {
		wantKey(t, desk.Unlock(t.Context(), o.round.ID, wrong), "evaluation.passphrase")
		nothingBegan(t, o, board)
	}
	if err := desk.Unlock(t.Context(), o.round.ID, passphrase); err != nil { // a wrong one locks nothing
		t.Fatal(err)
	}
	board.Wait()
	if released, err := desk.Released(t.Context(), o.round.ID); err != nil || released.Whole().N != 40 {
		t.Errorf("%v", err)
	}
	wantKey(t, desk.Unlock(t.Context(), o.round.ID, passphrase), "evaluation.released")
}

func nothingBegan(t *testing.T, o *office, board *job.Board) {
	t.Helper()
	board.Wait()
	if o.job.State != "" || o.released != nil {
		t.Errorf("a count was begun: %+v", o.job)
	}
}

// A program that stops in the middle of a count leaves no release, and the count can be begun again.
func TestInterruptedCountStartsAgain(t *testing.T) {
	t.Parallel()
	o, m, form := closed(t, builtin.Pulse)
	o.ballots = cast(t, m, form, population(t, m, form, 200))
	base, stop := context.WithCancel(t.Context())
	o.before = func(ctx context.Context, i int) error {
		if i == 120 {
			stop()
		}
		return ctx.Err()
	}
	desk, board := o.desk(base)
	if err := desk.Unlock(t.Context(), o.round.ID, passphrase); err != nil {
		t.Fatal(err)
	}
	board.Wait()
	progress, begun, err := desk.Progress(t.Context(), o.round.ID)
	if err != nil || !begun || progress.State != job.Failed {
		t.Fatalf("%+v, %v", progress, err)
	}
	if _, err := desk.Released(t.Context(), o.round.ID); models.KindOf(err) != models.NotFound || o.round.State != round.Closed {
		t.Fatalf("half a count was released: %v", err)
	}
	o.before = nil
	desk, board = o.desk(t.Context())
	if err := desk.Unlock(t.Context(), o.round.ID, passphrase); err != nil {
		t.Fatal(err)
	}
	board.Wait()
	if released, err := desk.Released(t.Context(), o.round.ID); err != nil || released.Whole().N != 200 {
		t.Fatalf("%v", err)
	}
	if progress, _, _ = desk.Progress(t.Context(), o.round.ID); progress.State != job.Done || progress.Done > 200 {
		t.Errorf("%+v", progress)
	}
}

// A count of a program that died without a word reads as interrupted once it has been silent for long, and only then
// may another one begin.
func TestSilentCountIsTakenOver(t *testing.T) {
	t.Parallel()
	o, m, form := closed(t, builtin.Pulse)
	o.ballots = cast(t, m, form, population(t, m, form, 30))
	o.job = job.Job{ID: models.NewID(), Round: o.round.ID, Kind: job.Count, State: job.Running, Step: StepUnseal, Updated: o.clock}
	desk, board := o.desk(t.Context())
	wantKey(t, desk.Unlock(t.Context(), o.round.ID, passphrase), "job.running")
	o.clock = o.clock.Add(job.SilentFor + time.Second)
	if progress, _, err := desk.Progress(t.Context(), o.round.ID); err != nil || progress.State != job.Interrupted {
		t.Errorf("%+v, %v", progress, err)
	}
	if err := desk.Unlock(t.Context(), o.round.ID, passphrase); err != nil {
		t.Fatal(err)
	}
	board.Wait()
	if released, err := desk.Released(t.Context(), o.round.ID); err != nil || released.Whole().N != 30 {
		t.Errorf("%v", err)
	}
}
