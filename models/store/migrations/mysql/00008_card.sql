-- +goose Up
-- A card is SHA-256(round, code) and whether it is used; no time, no order.
CREATE TABLE card (
  hash BINARY(32) NOT NULL PRIMARY KEY,
  round BINARY(16) NOT NULL,
  unit BINARY(16) NOT NULL,
  used BOOLEAN NOT NULL,
  KEY card_unit (round, unit)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
