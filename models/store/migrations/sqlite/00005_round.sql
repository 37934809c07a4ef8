-- +goose Up
CREATE TABLE round (
  id BLOB NOT NULL PRIMARY KEY,
  owner BLOB NOT NULL,
  state TEXT NOT NULL,
  version INTEGER NOT NULL,
  settings BLOB NOT NULL,
  opened INTEGER NOT NULL,
  ends INTEGER NOT NULL,
  manifest BLOB,
  hash TEXT NOT NULL,
  evaluator BLOB,
  evaluator_name TEXT NOT NULL,
  accepted INTEGER NOT NULL,
  public_key BLOB,
  wrapped_key BLOB,
  ballot_set INTEGER NOT NULL,
  shuffled INTEGER NOT NULL,
  released INTEGER NOT NULL,
  destroyed INTEGER NOT NULL,
  created INTEGER NOT NULL
) WITHOUT ROWID, STRICT;
