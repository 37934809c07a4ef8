-- +goose Up
-- What the organizer is shown, already coarse; and when it is counted again.
CREATE TABLE turnout (
  round BLOB NOT NULL PRIMARY KEY REFERENCES round (id),
  due INTEGER NOT NULL,
  shown BLOB NOT NULL
) WITHOUT ROWID, STRICT;
