-- +goose Up
CREATE TABLE addendum (
  round BLOB NOT NULL REFERENCES round (id),
  version INTEGER NOT NULL,
  at INTEGER NOT NULL,
  what TEXT NOT NULL,
  args BLOB NOT NULL,
  PRIMARY KEY (round, version)
) WITHOUT ROWID, STRICT;
