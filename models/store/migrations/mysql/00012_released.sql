-- +goose Up
CREATE TABLE released (
  round BINARY(16) NOT NULL,
  number INT NOT NULL,
  hash CHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  body LONGBLOB NOT NULL,
  PRIMARY KEY (round, number),
  FOREIGN KEY (round) REFERENCES round (id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
