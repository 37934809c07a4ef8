package boot

import (
	"context"
	"time"

	"jianfu/models"
)

// careEvery is how late a round may open, close or be shuffled.
const careEvery = 2 * time.Second

// takeCare does what falls due, until ctx ends: opens and closes rounds at their time, shuffles
// closed ones, destroys ballots whose retention is over, and empties the bins of the library.
func (s *Service) takeCare(ctx context.Context) {
	ticker := time.NewTicker(careEvery)
	defer ticker.Stop()
	hourly := time.NewTicker(time.Hour)
	defer hourly.Stop()
	beat := time.NewTicker(beatEvery)
	defer beat.Stop()
	for {
		s.careOnce(ctx)
		select {
		case <-ctx.Done():
			return
		case <-hourly.C:
			s.failed.report(ctx, s.log)
			if err := s.Domain.Shelf.Purge(ctx); err != nil {
				s.complain(ctx, "empty the bins of the library", err)
			}
		case <-beat.C:
			if err := s.watchRestore(ctx); err != nil {
				s.complain(ctx, "watch for a restored database", err)
			}
		case <-ticker.C:
		}
	}
}

func (s *Service) careOnce(ctx context.Context) {
	s.Domain.Keys.Sweep()
	due, err := s.Domain.Book.Due(ctx)
	if err != nil {
		s.complain(ctx, "look for what is due", err)
		return
	}
	for _, work := range []struct {
		what   string
		rounds []models.ID
		do     func(context.Context, models.ID) error
	}{
		{"open a round", due.Open, s.Domain.Book.Open},
		{"close a round", due.Close, s.Domain.Book.Close},
		{"make the unit keys of a round", due.Keys, s.prepareKeys},
		{"shuffle a round", due.Shuffle, s.Domain.Box.Shuffle},
		{"erase the unit keys of a round", due.Erase, s.eraseKeys},
		{"count the turnout of a round", due.Turnout, s.Domain.Box.CountTurnout},
		{"destroy the ballots of a round", due.Destroy, s.Domain.Book.Destroy},
	} {
		for _, id := range work.rounds {
			if err := work.do(ctx, id); err != nil {
				s.complain(ctx, work.what, err)
			}
		}
	}
}

func (s *Service) prepareKeys(ctx context.Context, id models.ID) error {
	r, err := s.Domain.Book.Round(ctx, id)
	if err != nil {
		return err
	}
	units, err := s.Domain.Book.Units(ctx, r)
	if err != nil {
		return err
	}
	return s.Domain.Keys.Prepare(ctx, id, units)
}

func (s *Service) eraseKeys(ctx context.Context, id models.ID) error {
	if err := s.Domain.Keys.Erase(ctx, id); err != nil {
		return err
	}
	return s.Domain.Book.KeysErased(ctx, id)
}

// complain logs a failure that will be tried again; a state that changed meanwhile, or a busy file, is none.
func (s *Service) complain(ctx context.Context, what string, err error) {
	kind := models.KindOf(err)
	if ctx.Err() != nil || kind == models.Conflict || kind == models.Unavailable {
		return
	}
	s.log.ErrorContext(ctx, "caretaker failed, will try again", "work", what, "error", err.Error())
}
