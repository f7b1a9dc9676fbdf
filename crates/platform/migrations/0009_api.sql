-- Keys of repeated writes: a program that heard no answer sends the same request with the same key again and is given the
-- answer of the first time, instead of doing it twice (see src/repeats.rs). Kept for a day; never in a backup.
CREATE TABLE repeat_key (
  account BIGINT NOT NULL,
  name TEXT NOT NULL,           -- the key, as the program chose it
  at BIGINT NOT NULL,           -- Unix milliseconds of the real clock
  request {blob} NOT NULL,      -- digest of the request and of the asker's rights
  status BIGINT NOT NULL,
  headers TEXT NOT NULL,        -- of the answer, a line each
  body TEXT NOT NULL,
  PRIMARY KEY (account, name)
) {clustered};
CREATE INDEX repeat_key_at ON repeat_key (at);
