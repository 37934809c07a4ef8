-- +goose Up
CREATE TABLE job (
  round BLOB NOT NULL REFERENCES round (id),
  kind TEXT NOT NULL,
  id BLOB NOT NULL,
  state TEXT NOT NULL,
  step TEXT NOT NULL,
  done INTEGER NOT NULL,
  total INTEGER NOT NULL,
  failure TEXT NOT NULL,
  updated INTEGER NOT NULL,
  PRIMARY KEY (round, kind)
) WITHOUT ROWID, STRICT;
