-- Sign-in by OpenID Connect: sign-ins that left for the provider and have not come back (see src/access/abroad.rs).
CREATE TABLE sign_in (
  state {blob} NOT NULL,        -- SHA-256 of what the provider gives back
  browser {blob} NOT NULL,      -- SHA-256 of what the browser that left holds in a cookie
  nonce TEXT NOT NULL,
  verifier TEXT NOT NULL,
  onward TEXT NOT NULL,         -- the address of ours to go on to
  ends_at BIGINT NOT NULL,      -- Unix milliseconds
  PRIMARY KEY (state)
) {clustered};
CREATE INDEX sign_in_ends ON sign_in (ends_at);
