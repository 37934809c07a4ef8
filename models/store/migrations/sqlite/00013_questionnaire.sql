-- +goose Up
-- An organizer's questionnaires as they stand; deleted is when one was put aside, 0 where it was not.
CREATE TABLE questionnaire (
  id BLOB NOT NULL PRIMARY KEY,
  owner BLOB NOT NULL,
  version INTEGER NOT NULL,
  title_zh TEXT NOT NULL,
  title_en TEXT NOT NULL,
  updated INTEGER NOT NULL,
  deleted INTEGER NOT NULL,
  why TEXT NOT NULL,
  body BLOB NOT NULL
) WITHOUT ROWID, STRICT;
CREATE INDEX questionnaire_owner ON questionnaire (owner, updated);
CREATE INDEX questionnaire_deleted ON questionnaire (deleted);
