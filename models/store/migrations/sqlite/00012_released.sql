-- +goose Up
CREATE TABLE released (
  round BLOB NOT NULL REFERENCES round (id),
  number INTEGER NOT NULL,
  hash TEXT NOT NULL,
  body BLOB NOT NULL,
  PRIMARY KEY (round, number)
) WITHOUT ROWID, STRICT;
