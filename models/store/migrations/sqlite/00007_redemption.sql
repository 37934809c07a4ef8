-- +goose Up
-- How many cards a unit was given and how many were spent.
CREATE TABLE redemption (
  round BLOB NOT NULL REFERENCES round (id),
  unit BLOB NOT NULL,
  issued INTEGER NOT NULL,
  redeemed INTEGER NOT NULL,
  PRIMARY KEY (round, unit)
) WITHOUT ROWID, STRICT;
