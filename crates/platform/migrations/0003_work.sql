-- Drafts: what people typed and have not sent, each its account's own. `record` 0 is a new record; `lost` 1 was sent
-- after the session had ended.
CREATE TABLE draft (
  id {id}, account BIGINT NOT NULL, ledger TEXT NOT NULL, record BIGINT NOT NULL, form TEXT NOT NULL,
  at BIGINT NOT NULL, lost BIGINT NOT NULL
);
CREATE INDEX draft_account ON draft (account, at);

-- What an account entered last in a ledger: the row to copy, and the names it is likely to need again.
CREATE TABLE entered (
  account BIGINT NOT NULL, ledger TEXT NOT NULL, record BIGINT NOT NULL, at BIGINT NOT NULL,
  PRIMARY KEY (account, ledger, record)
) {clustered};

-- Saved views: a name for the query of a list. `org` 0 is the owner's alone; else everybody of that territory sees it.
CREATE TABLE saved_view (
  id {id}, account BIGINT NOT NULL, ledger TEXT NOT NULL, org BIGINT NOT NULL, name TEXT NOT NULL, query TEXT NOT NULL,
  at BIGINT NOT NULL
);
CREATE INDEX saved_view_ledger ON saved_view (ledger, account);
-- The view that a list opens with.
CREATE TABLE usual_view (
  account BIGINT NOT NULL, ledger TEXT NOT NULL, saved BIGINT NOT NULL, PRIMARY KEY (account, ledger)
) {clustered};

-- What an act on many records came to, for the page that tells it.
CREATE TABLE bulk_run (
  id {id}, account BIGINT NOT NULL, ledger TEXT NOT NULL, at BIGINT NOT NULL, outcome TEXT NOT NULL
);
CREATE INDEX bulk_run_account ON bulk_run (account, at);
