-- +goose Up
-- How many cards a unit was given and how many were spent.
CREATE TABLE redemption (
  round BINARY(16) NOT NULL,
  unit BINARY(16) NOT NULL,
  issued INT NOT NULL,
  redeemed INT NOT NULL,
  PRIMARY KEY (round, unit),
  FOREIGN KEY (round) REFERENCES round (id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
