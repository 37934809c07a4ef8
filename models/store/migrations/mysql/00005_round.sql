-- +goose Up
CREATE TABLE round (
  id BINARY(16) NOT NULL PRIMARY KEY,
  owner BINARY(16) NOT NULL,
  state VARCHAR(16) NOT NULL,
  version INT NOT NULL,
  settings LONGBLOB NOT NULL,
  opened BIGINT NOT NULL,
  ends BIGINT NOT NULL,
  manifest LONGBLOB,
  hash CHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  evaluator BINARY(16),
  evaluator_name VARCHAR(120) NOT NULL,
  accepted BIGINT NOT NULL,
  public_key VARBINARY(200),
  wrapped_key VARBINARY(4000),
  ballot_set TINYINT NOT NULL,
  shuffled BOOLEAN NOT NULL,
  released BIGINT NOT NULL,
  destroyed BIGINT NOT NULL,
  created BIGINT NOT NULL,
  KEY round_hash (hash)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
