-- The index of search: what each record in force is found by (see src/search). Derived from the records; the words
-- themselves stand in search_words, which the engines make in their own way (src/search/engine.rs).
CREATE TABLE search_doc (
  id {id},                      -- number of the ledger in the high bits, so that a ledger is a range
  record BIGINT NOT NULL,
  entry BIGINT NOT NULL,        -- the journal entry whose state was indexed; an older one is found by nothing
  code TEXT NOT NULL,
  name TEXT NOT NULL,
  sound TEXT NOT NULL           -- the name in pinyin
);
CREATE INDEX search_doc_record ON search_doc (record);
-- The last journal entry that the index has seen, and the declarations it was made for.
CREATE TABLE search_state (one BIGINT PRIMARY KEY, seq BIGINT NOT NULL, made_for TEXT NOT NULL);
