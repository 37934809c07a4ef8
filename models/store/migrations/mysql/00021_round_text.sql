-- +goose Up
CREATE TABLE round_text (
  round BINARY(16) NOT NULL,
  part INT NOT NULL,
  sealed MEDIUMBLOB NOT NULL,
  PRIMARY KEY (round, part),
  FOREIGN KEY (round) REFERENCES round (id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
