-- +goose Up
-- A card is SHA-256(round, code) and whether it is used; no time, no order.
CREATE TABLE card (
  hash BLOB NOT NULL PRIMARY KEY,
  round BLOB NOT NULL,
  unit BLOB NOT NULL,
  used INTEGER NOT NULL
) WITHOUT ROWID, STRICT;
CREATE INDEX card_unit ON card (round, unit);
