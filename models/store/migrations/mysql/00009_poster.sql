-- +goose Up
CREATE TABLE poster (
  code CHAR(10) CHARACTER SET ascii COLLATE ascii_bin NOT NULL PRIMARY KEY,
  round BINARY(16) NOT NULL,
  unit BINARY(16) NOT NULL,
  UNIQUE KEY poster_unit (round, unit),
  FOREIGN KEY (round) REFERENCES round (id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
