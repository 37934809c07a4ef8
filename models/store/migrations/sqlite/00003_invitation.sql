-- +goose Up
CREATE TABLE invitation (
  hash BLOB NOT NULL PRIMARY KEY,
  account BLOB,
  email TEXT NOT NULL,
  name TEXT NOT NULL,
  role TEXT NOT NULL,
  expires INTEGER NOT NULL
) WITHOUT ROWID, STRICT;
