-- Files waiting for a decision (see src/import/waiting.rs): what stands in one, what a person decided about it so far.
CREATE TABLE waiting_file (
  id {id}, ledger TEXT NOT NULL, owner BIGINT NOT NULL, file TEXT NOT NULL, size BIGINT NOT NULL,
  uploaded_at BIGINT NOT NULL, expires_at BIGINT NOT NULL,
  stage TEXT NOT NULL,          -- looked, planned, stored
  look TEXT NOT NULL,           -- sheets, header and columns as the reader sees them
  layout TEXT NOT NULL,         -- which column is which, once decided; empty before
  digest {blob} NOT NULL,       -- the plan that was shown
  reach TEXT NOT NULL,          -- what the owner saw when it was made
  added BIGINT NOT NULL, amended BIGINT NOT NULL, skipped BIGINT NOT NULL, refused BIGINT NOT NULL,
  passed BIGINT NOT NULL,
  trouble_zh TEXT NOT NULL, trouble_en TEXT NOT NULL
);
CREATE INDEX waiting_file_owner ON waiting_file (owner, id);
-- Apart, so that lists and changes of state do not carry the content along.
CREATE TABLE waiting_bytes (file {id}, bytes {blob} NOT NULL);
-- The plan row by row, numbered within its outcome so that a page of it is a range.
CREATE TABLE waiting_row (
  file BIGINT NOT NULL, outcome BIGINT NOT NULL, place BIGINT NOT NULL, number BIGINT NOT NULL, body TEXT NOT NULL,
  PRIMARY KEY (file, outcome, place)
) {clustered};

-- Which column is which, as somebody of the territory decided for a header (see src/import/remembered.rs).
CREATE TABLE column_mapping (
  ledger TEXT NOT NULL, node BIGINT NOT NULL, signature TEXT NOT NULL, mapping TEXT NOT NULL,
  confirmed_at BIGINT NOT NULL, PRIMARY KEY (ledger, node, signature)
) {clustered};
CREATE INDEX import_actor ON import (actor, id);
