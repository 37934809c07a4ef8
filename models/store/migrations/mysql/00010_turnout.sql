-- +goose Up
-- What the organizer is shown, already coarse; replaced at most once an hour.
CREATE TABLE turnout (
  round BINARY(16) NOT NULL PRIMARY KEY,
  hour BIGINT NOT NULL,
  shown MEDIUMBLOB NOT NULL,
  FOREIGN KEY (round) REFERENCES round (id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
