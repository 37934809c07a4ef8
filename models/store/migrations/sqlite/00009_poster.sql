-- +goose Up
CREATE TABLE poster (
  code TEXT NOT NULL PRIMARY KEY,
  round BLOB NOT NULL REFERENCES round (id),
  unit BLOB NOT NULL,
  UNIQUE (round, unit)
) WITHOUT ROWID, STRICT;
