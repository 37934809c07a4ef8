-- +goose Up
-- The keys that sign ballots; the private half is locked under the server's secret, and zeros once it is erased.
CREATE TABLE unit_key (
  round BINARY(16) NOT NULL,
  unit BINARY(16) NOT NULL,
  public VARBINARY(400) NOT NULL,
  locked VARBINARY(2000) NOT NULL,
  erased BOOLEAN NOT NULL,
  PRIMARY KEY (round, unit),
  KEY unit_key_left (erased, round),
  FOREIGN KEY (round) REFERENCES round (id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
