-- +goose Up
CREATE TABLE addendum (
  round BINARY(16) NOT NULL,
  version INT NOT NULL,
  at BIGINT NOT NULL,
  what VARCHAR(64) NOT NULL,
  args BLOB NOT NULL,
  PRIMARY KEY (round, version),
  FOREIGN KEY (round) REFERENCES round (id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
