-- +goose Up
-- An organizer's questionnaires as they stand; deleted is when one was put aside, 0 where it was not.
CREATE TABLE questionnaire (
  id BINARY(16) NOT NULL PRIMARY KEY,
  owner BINARY(16) NOT NULL,
  version INT NOT NULL,
  title_zh VARCHAR(200) NOT NULL,
  title_en VARCHAR(200) NOT NULL,
  updated BIGINT NOT NULL,
  deleted BIGINT NOT NULL,
  why VARCHAR(16) NOT NULL,
  body LONGBLOB NOT NULL,
  KEY questionnaire_owner (owner, updated),
  KEY questionnaire_deleted (deleted)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
