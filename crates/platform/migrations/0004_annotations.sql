-- What stands beside a record (see src/beside): attached files, whose bytes are in the storage, and remarks. Each row follows
-- from its event in the journal.
CREATE TABLE attachment (
  id {id},
  entry BIGINT NOT NULL,        -- the event that attached it
  ledger TEXT NOT NULL, record BIGINT NOT NULL, name TEXT NOT NULL, media_type TEXT NOT NULL, bytes BIGINT NOT NULL,
  sha256 {blob} NOT NULL,       -- of the file
  small {blob} NOT NULL,        -- of a photo's small copy; empty where there is none
  at BIGINT NOT NULL, account BIGINT NOT NULL,
  latitude BIGINT, longitude BIGINT, -- where a photo was taken, in millionths of a degree, where the ledger needs it
  withdrawn BIGINT NOT NULL     -- the event that withdrew it; 0 is none
);
CREATE INDEX attachment_record ON attachment (record, id);
CREATE TABLE remark (
  id {id}, entry BIGINT NOT NULL, ledger TEXT NOT NULL, record BIGINT NOT NULL, text TEXT NOT NULL,
  at BIGINT NOT NULL, account BIGINT NOT NULL, withdrawn BIGINT NOT NULL
);
CREATE INDEX remark_record ON remark (record, id);
-- Names in the storage that nothing refers to from this moment (Unix milliseconds) on: written down before bytes are put
-- there, so that neither a refusal nor a crash leaves any behind.
CREATE TABLE file_to_remove (name TEXT PRIMARY KEY, due_at BIGINT NOT NULL);
