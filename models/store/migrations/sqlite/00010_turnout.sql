-- +goose Up
-- What the organizer is shown, already coarse; replaced at most once an hour.
CREATE TABLE turnout (
  round BLOB NOT NULL PRIMARY KEY REFERENCES round (id),
  hour INTEGER NOT NULL,
  shown BLOB NOT NULL
) WITHOUT ROWID, STRICT;
