-- Second factors and what sessions tell of themselves (see src/access).
ALTER TABLE credential ADD COLUMN must_change BIGINT NOT NULL DEFAULT 0; -- 1: set by an administrator, good for one entry
ALTER TABLE credential ADD COLUMN ends_at BIGINT NOT NULL DEFAULT 0;     -- Unix milliseconds; 0 is never
ALTER TABLE session ADD COLUMN kind TEXT NOT NULL DEFAULT 'browser';     -- browser, token, pending (second factor to come)
ALTER TABLE session ADD COLUMN how TEXT NOT NULL DEFAULT 'password';
ALTER TABLE session ADD COLUMN seen_at BIGINT NOT NULL DEFAULT 0;
ALTER TABLE session ADD COLUMN address TEXT NOT NULL DEFAULT '';
ALTER TABLE session ADD COLUMN agent TEXT NOT NULL DEFAULT '';
ALTER TABLE session ADD COLUMN name TEXT NOT NULL DEFAULT '';
ALTER TABLE session ADD COLUMN reads_only BIGINT NOT NULL DEFAULT 0;
ALTER TABLE session ADD COLUMN org BIGINT NOT NULL DEFAULT 0;            -- a token's narrower territory; 0 is the account's
UPDATE session SET kind = 'token' WHERE expires_at - started_at > 28800000;
CREATE INDEX session_account ON session (account);

CREATE TABLE factor (
  id {id}, account BIGINT NOT NULL, kind TEXT NOT NULL, name TEXT NOT NULL,
  secret TEXT NOT NULL,         -- of a totp the shared secret in hexadecimal, of a passkey its public key as JSON
  confirmed BIGINT NOT NULL,    -- 0 until its first code came
  last_step BIGINT NOT NULL,    -- of a totp the last step accepted, so that no code is taken twice
  added_at BIGINT NOT NULL, used_at BIGINT NOT NULL
);
CREATE INDEX factor_account ON factor (account);
CREATE TABLE recovery_code (account BIGINT NOT NULL, code {blob} NOT NULL, PRIMARY KEY (account, code)) {clustered};
-- Passkeys being added or asked for: what the challenge was, by session.
CREATE TABLE ceremony (
  session {blob} NOT NULL, kind TEXT NOT NULL, state TEXT NOT NULL, ends_at BIGINT NOT NULL, PRIMARY KEY (session, kind)
) {clustered};

-- Events are few among the entries: log-ins, exports, looks at masked fields.
CREATE INDEX journal_events ON journal (seq) WHERE ledger = 'events';
