-- +goose Up
-- What the organizer is shown, already coarse; and when it is counted again.
CREATE TABLE turnout (
  round BINARY(16) NOT NULL PRIMARY KEY,
  due BIGINT NOT NULL,
  shown MEDIUMBLOB NOT NULL,
  FOREIGN KEY (round) REFERENCES round (id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
