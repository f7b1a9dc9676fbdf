-- What each account has pinned to its desk, in its own order (see src/pins.rs).
CREATE TABLE pin (id {id}, account BIGINT NOT NULL, place BIGINT NOT NULL, query TEXT NOT NULL);
CREATE INDEX pin_account ON pin (account, place);
