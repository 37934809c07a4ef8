-- +goose Up
-- The keys that sign ballots; the private half is locked under the server's secret, and zeros once it is erased.
CREATE TABLE unit_key (
  round BLOB NOT NULL REFERENCES round (id),
  unit BLOB NOT NULL,
  public BLOB NOT NULL,
  locked BLOB NOT NULL,
  erased INTEGER NOT NULL,
  PRIMARY KEY (round, unit)
) WITHOUT ROWID, STRICT;
CREATE INDEX unit_key_left ON unit_key (erased, round);
