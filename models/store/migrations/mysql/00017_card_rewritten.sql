-- +goose Up
-- Changed for all cards of a round at once when its ballots are shuffled, so that every row was last written by one transaction.
ALTER TABLE card ADD COLUMN rewritten INT NOT NULL DEFAULT 0, ALGORITHM=COPY;
