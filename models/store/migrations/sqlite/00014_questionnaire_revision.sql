-- +goose Up
CREATE TABLE questionnaire_revision (
  questionnaire BLOB NOT NULL REFERENCES questionnaire (id) ON DELETE CASCADE,
  version INTEGER NOT NULL,
  at INTEGER NOT NULL,
  why TEXT NOT NULL,
  body BLOB NOT NULL,
  PRIMARY KEY (questionnaire, version)
) WITHOUT ROWID, STRICT;
