package boot

import (
	"bytes"
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"

	"jianfu/app/config"
	"jianfu/models"
	"jianfu/models/admission"
	"jianfu/models/store"
)

// secretFile is the server's secret in the data directory, unless the operator names another place.
const secretFile = "secret"

// markName is where the database keeps the mark of the secret that its unit keys are locked under.
const markName = "secret mark"

// secretOf gives the server's secret, which is made once, at the first start on a fresh database. Errors: Invalid
// "app.secret_missing" where the database has been used and no secret is to be found, "app.secret_wrong" where another one
// is.
func secretOf(ctx context.Context, cfg config.Config, s *store.Store) (admission.Secret, error) {
	mark, err := s.Known(ctx, markName)
	if err != nil {
		return admission.Secret{}, err
	}
	secret, place, err := readSecret(cfg)
	switch {
	case errors.Is(err, fs.ErrNotExist) && mark == nil && cfg.SecretFile == "":
		secret = admission.NewSecret()
		if err := writeSecret(place, secret); err != nil {
			return secret, err
		}
	case errors.Is(err, fs.ErrNotExist):
		return secret, &models.Error{Kind: models.Invalid, Key: "app.secret_missing", Args: []any{place}, Err: err}
	case err != nil:
		return secret, &models.Error{Kind: models.Invalid, Key: "app.secret_unreadable", Args: []any{place}, Err: err}
	}
	// Of two instances that start at once on a fresh database, the mark of one stays.
	if err := s.Know(ctx, markName, secret.Mark()); err != nil {
		return secret, err
	}
	if mark, err = s.Known(ctx, markName); err != nil {
		return secret, err
	}
	if !bytes.Equal(mark, secret.Mark()) {
		return secret, models.Fail(models.Invalid, "app.secret_wrong", place)
	}
	return secret, nil
}

// readSecret looks where the operator says, and says where that is.
func readSecret(cfg config.Config) (secret admission.Secret, place string, err error) {
	if cfg.Secret != "" {
		secret, err = admission.ReadSecret(cfg.Secret)
		return secret, "JIANFU_SECRET", err
	}
	place = cfg.SecretFile
	if place == "" {
		place = filepath.Join(cfg.Data, secretFile)
		if err := os.Chmod(place, 0o600); err != nil {
			return secret, place, err
		}
	}
	raw, err := os.ReadFile(place)
	if err != nil {
		return secret, place, err
	}
	secret, err = admission.ReadSecret(string(raw))
	return secret, place, err
}

// writeSecret never overwrites, and has the secret on disk before anything is locked under it.
func writeSecret(place string, secret admission.Secret) error {
	if err := os.MkdirAll(filepath.Dir(place), 0o700); err != nil {
		return err
	}
	f, err := os.OpenFile(place, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	_, err = f.WriteString(secret.Text() + "\n")
	return errors.Join(err, f.Sync(), f.Close())
}
