-- The append-only chain of every change (see src/journal).
CREATE TABLE journal (
  seq {id},
  at BIGINT NOT NULL,           -- Unix milliseconds of the real clock
  actor BIGINT NOT NULL,        -- account; 0 is the operator
  act TEXT NOT NULL,
  batch BIGINT NOT NULL,        -- import or undo that it belongs to; 0 is none
  ledger TEXT NOT NULL,
  record BIGINT NOT NULL,
  prior BIGINT NOT NULL,        -- the entry that wrote the record's state before; 0 is none
  reason TEXT NOT NULL,
  body TEXT NOT NULL,           -- the record's state after, in canonical form
  salt {blob} NOT NULL,
  hash {blob} NOT NULL
);
CREATE INDEX journal_record ON journal (record, seq);
CREATE INDEX journal_batch ON journal (batch, seq) WHERE batch <> 0;
CREATE TABLE journal_head (one BIGINT PRIMARY KEY, seq BIGINT NOT NULL, hash {blob} NOT NULL);

-- The last entry of each ledger: tells whether anything read from it may have changed.
CREATE TABLE ledger_head (ledger TEXT PRIMARY KEY, seq BIGINT NOT NULL);

-- The dated tree, derived from the organisations and their changes (see src/tree).
CREATE TABLE org (
  id {id}, code TEXT NOT NULL, name TEXT NOT NULL, kind TEXT NOT NULL, parent BIGINT NOT NULL, depth BIGINT NOT NULL,
  valid_from TEXT NOT NULL, valid_to TEXT NOT NULL, ended_by TEXT, state BIGINT NOT NULL
);
CREATE UNIQUE INDEX org_code ON org (code);
CREATE INDEX org_parent ON org (parent, code);
CREATE TABLE org_span (
  org BIGINT NOT NULL, valid_from TEXT NOT NULL, valid_to TEXT NOT NULL, name TEXT NOT NULL, kind TEXT NOT NULL,
  parent BIGINT NOT NULL, PRIMARY KEY (org, valid_from)
) {clustered};
CREATE INDEX org_span_parent ON org_span (parent, org);
CREATE TABLE org_closure (
  descendant BIGINT NOT NULL, ancestor BIGINT NOT NULL, valid_from TEXT NOT NULL, valid_to TEXT NOT NULL,
  PRIMARY KEY (descendant, ancestor, valid_from)
) {clustered};
CREATE INDEX org_closure_ancestor ON org_closure (ancestor, descendant);
-- Whose territory an organisation belongs to today; one that ended stays where it last stood.
CREATE TABLE territory (org BIGINT NOT NULL, node BIGINT NOT NULL, PRIMARY KEY (org, node)) {clustered};
CREATE INDEX territory_node ON territory (node, org);

-- The maintained figures (see src/figures).
CREATE TABLE figure_part (id {id}, name TEXT NOT NULL, definition TEXT NOT NULL);
CREATE UNIQUE INDEX figure_part_name ON figure_part (name);
CREATE TABLE figure_sum (
  part BIGINT NOT NULL, org BIGINT NOT NULL, slot BIGINT NOT NULL, value BIGINT NOT NULL, facts BIGINT NOT NULL,
  PRIMARY KEY (part, org, slot)
) {clustered};

-- Access: secrets stay out of the accounts ledger and the journal.
CREATE TABLE credential (account {id}, password TEXT NOT NULL, changed_at BIGINT NOT NULL);
CREATE TABLE session (
  token {blob} NOT NULL, account BIGINT NOT NULL, started_at BIGINT NOT NULL, expires_at BIGINT NOT NULL,
  PRIMARY KEY (token)
) {clustered};
CREATE TABLE attempt (login TEXT NOT NULL, at BIGINT NOT NULL, PRIMARY KEY (login, at)) {clustered};

-- Imports, so that each can be undone as one act.
CREATE TABLE import (
  id {id}, ledger TEXT NOT NULL, file TEXT NOT NULL, digest {blob} NOT NULL, at BIGINT NOT NULL, actor BIGINT NOT NULL,
  added BIGINT NOT NULL, amended BIGINT NOT NULL, skipped BIGINT NOT NULL, refused BIGINT NOT NULL, undone_by BIGINT NOT NULL
);

CREATE TABLE setting (name TEXT PRIMARY KEY, value TEXT NOT NULL);
