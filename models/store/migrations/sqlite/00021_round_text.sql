-- +goose Up
CREATE TABLE round_text (
  round BLOB NOT NULL REFERENCES round (id),
  part INTEGER NOT NULL,
  sealed BLOB NOT NULL,
  PRIMARY KEY (round, part)
) WITHOUT ROWID, STRICT;
