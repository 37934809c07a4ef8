-- +goose Up
-- What the server knows of itself: the mark of its secret, the count by which a restored database is told.
CREATE TABLE server (
  name TEXT NOT NULL PRIMARY KEY,
  value BLOB NOT NULL
) WITHOUT ROWID, STRICT;
