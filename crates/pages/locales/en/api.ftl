# api

## The document

api-about = The records, figures and organisations of this system, for programs. Days are written 2013-05-01, money in fen as whole numbers, ids as texts of 13 letters and digits. What is outside the asker's territory is answered as if it were not there. Lists give a cursor, next; writes may carry an Idempotency-Key.
api-done = Done
api-refused = Refused: what is wrong, in both languages
api-document = This document
api-problems = What the types of problems mean
api-get-me = Who asks, and what they may do
api-list-ledgers = Every ledger with its fields
api-list-records = list records
api-get-record = one record
api-record-history = what happened to a record, newest first
api-add-record = enter a record
api-amend-record = give a record another state
api-withdraw-record = take a record out of force
api-restore-record = put a withdrawn record back
api-template = a workbook to fill in
api-export-xlsx = the list as a workbook
api-export-csv = the list as a CSV file
api-list-figures = Every figure at an organisation in a period
api-get-figure = A figure with its definition
api-figure-territories = A figure at each organisation directly below
api-figure-series = A figure over time
api-figure-evidence = The records behind a figure
api-list-orgs = Where the tree begins for the asker
api-get-org = An organisation, and what it was
api-org-children = What stands directly below an organisation
api-parameter-org = Code of an organisation: only records of its territory
api-parameter-withdrawn = 1: withdrawn records instead of those in force
api-parameter-sort = Field to sort by; - before it turns the order round
api-parameter-period = Only records whose day lies in it
api-parameter-limit = How many at most
api-parameter-cursor = Where to go on: next of the answer before
api-parameter-totals = 1: tell how many there are, and the sums
api-parameter-id = Only these records; may be given more than once
api-parameter-columns = Names of the fields wanted, separated by commas
api-parameter-figure-org = Code of the organisation; without it the root of the asker's territory
api-parameter-figure-period = 2013, 2013Q2, 2013-05 or 2013-01-01..2013-06-30; without it this year
api-parameter-by = The step: month, quarter or year
api-parameter-part = 0 the amount or the numerator, 1 the denominator
api-parameter-on = The day; without it today
api-parameter-lang = The language of the answer
api-header-match = The state of the record that was seen, as its ETag; instead of seen in the body
api-header-key = A name for this write: sent again with the same name, it is answered as before and not done twice
api-header-tag = The state of the record: the number of its entry
api-entry = Number of the journal entry of this state: send it as seen or If-Match when changing the record
api-seen = Number of the entry whose state was seen; may stand in If-Match instead
api-in-fen = in fen

## What is wrong with a request

api-form-text = write a text of 1 to { $most } characters
api-form-whole = write a whole number of { $range }
api-form-number = write a number
api-form-day = write a day, as 2013-05-01
api-form-period = write a period: 2013, 2013Q2, 2013-05 or 2013-01-01..2013-06-30
api-form-one-of = write one of: { $words }
api-form-list = write a list
api-form-list-most = write a list of at most { $most }
api-form-object = write an object
api-missing = is missing
api-twice = The parameter `{ $name }` is given more than { $most } times
api-too-large = The body is larger than { $most } KiB: send less
api-media-type = The body is `{ $given }`: send { $wanted }, and say so in Content-Type
api-malformed = The body is not JSON: look at line { $line }, column { $column }
api-method = This address does not take this method: see the header Allow
api-bad-match = `{ $value }` is not a version: write If-Match as the ETag of the record, for instance "12"
api-bad-key = An Idempotency-Key has 1 to { $most } visible ASCII characters
api-key-taken = This Idempotency-Key was used for another request within the last day: choose another one
api-stale = The record was changed meanwhile; its version is now { $present }: look at it, then decide
api-too-long = The period has more than { $most } steps: choose a shorter one, or a longer step

## The kinds of problems

problems-title = Problems that the API reports
problems-about = Every refusal is an object of type application/problem+json: what happened in both languages (detail, detail_zh), and what is wrong with which field (errors). Nothing is stored when a request is refused.
problem-bad-request = The request makes no sense as it stands: a parameter is unknown or does not fit, or the body is not JSON. The detail names the place.
problem-sign-in = Nobody is signed in, or the token has ended. Send Authorization: Bearer with a token.
problem-forbidden = Your role may see this but not do it.
problem-not-found = It does not exist, or it is outside what you may see: the two are never told apart.
problem-method = The address exists but does not take this method. The header Allow names those that it takes.
problem-conflict = Somebody changed the record meanwhile, or other records depend on it. Read its present state, then decide.
problem-key-taken = The Idempotency-Key was used for another request within the last day.
problem-stale = The If-Match is not the record's present ETag. Read it, then decide.
problem-too-large = The body is larger than this operation takes.
problem-media-type = The body is of a kind that this operation does not take.
problem-invalid = What was sent was understood, but does not hold: errors names each field and how to mend it.
problem-fault = A fault of ours. Nothing was stored. Tell the operator the number in instance.
