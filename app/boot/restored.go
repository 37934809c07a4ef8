package boot

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"jianfu/models/store"
)

// pulse tells a database that was put back from a backup: a count in it and one in a file beside the data go up together, and
// after a restore the one in the database is behind. Restoring the whole data directory, or on another machine, is not
// seen; `jianfu restored` says it.
type pulse struct {
	store *store.Store
	file  string
}

const (
	pulseFile = "pulse"
	pulseName = "pulse"
	// beatEvery is how much of the life of a database may be lost without notice.
	beatEvery = time.Minute
)

// beside is the count in the file, 0 where there is none.
func (p pulse) beside() (int64, error) {
	raw, err := os.ReadFile(p.file)
	if errors.Is(err, fs.ErrNotExist) {
		return 0, nil
	}
	if err != nil {
		return 0, err
	}
	return strconv.ParseInt(strings.TrimSpace(string(raw)), 10, 64)
}

// behind reports whether the database lacks something that it once had.
func (p pulse) behind(ctx context.Context) (bool, error) {
	beside, err := p.beside()
	if err != nil {
		return false, err
	}
	inside, err := p.store.Counted(ctx, pulseName)
	return inside < beside, err
}

// beat raises both counts, the database's first: the file is never ahead of a database that was not restored.
func (p pulse) beat(ctx context.Context) error {
	beside, err := p.beside()
	if err != nil {
		return err
	}
	count, err := p.store.Raise(ctx, pulseName, beside)
	if err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Dir(p.file), 0o700); err != nil {
		return err
	}
	if err := os.WriteFile(p.file+".new", strconv.AppendInt(nil, count, 10), 0o600); err != nil {
		return err
	}
	return os.Rename(p.file+".new", p.file)
}

// watchRestore pauses what runs where the database was put back from a backup: cards that were spent since look unused. The
// counts agree again only when everything is paused.
func (s *Service) watchRestore(ctx context.Context) error {
	behind, err := s.pulse.behind(ctx)
	if err != nil {
		return err
	}
	if behind {
		s.log.WarnContext(ctx, "the database was restored from a backup: rounds that run are paused until their organizers decide")
		if err := s.Domain.Book.PauseAll(ctx); err != nil {
			return err
		}
	}
	return s.pulse.beat(ctx)
}
