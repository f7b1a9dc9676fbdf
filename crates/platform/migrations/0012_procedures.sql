-- Where cases stand through time, derived from their records (see src/procedure). Figures join it; `state` is that of every
-- table they join: 0.
CREATE TABLE case_span (
  id {id}, procedure TEXT NOT NULL, case_id BIGINT NOT NULL, stands TEXT NOT NULL, valid_from TEXT NOT NULL,
  valid_to TEXT NOT NULL, state BIGINT NOT NULL
);
CREATE INDEX case_span_case ON case_span (case_id, procedure, valid_from);
