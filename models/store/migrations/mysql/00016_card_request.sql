-- +goose Up
-- SHA-256 of the blinded request that a card was spent on, zeros otherwise and after the shuffle.
ALTER TABLE card ADD COLUMN request BINARY(32) NOT NULL DEFAULT '', ALGORITHM=COPY;
