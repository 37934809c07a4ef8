-- +goose Up
CREATE TABLE questionnaire_revision (
  questionnaire BINARY(16) NOT NULL,
  version INT NOT NULL,
  at BIGINT NOT NULL,
  why VARCHAR(16) NOT NULL,
  body LONGBLOB NOT NULL,
  PRIMARY KEY (questionnaire, version),
  FOREIGN KEY (questionnaire) REFERENCES questionnaire (id) ON DELETE CASCADE
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
