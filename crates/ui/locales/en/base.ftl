# English. The same keys as zh-CN.ftl (checked by tests/locales.rs). Every key begins its line: key = words

## The frame of every page

product-name = Hangji
product-mark = Hangji
product-tagline = Facts are entered once; every result is derived from them and opens onto them.
skip-to-content = Skip to content
menu = Menu
nav-label = Main
nav-waiting = waiting
crumbs-label = You are here
search-label = Search
search-placeholder = Organisations, people, matters…
search-submit = Search
language-switch = 中文
type-large = Large type
type-normal = Normal type
user-log-out = Log out
banner-business-day = Business day { $day }: demonstration data. “This year” and deadlines are counted from it; the journal keeps real time.
colon = :{ " " }
unit-yuan = yuan
yes = Yes
no = No

## Official terms

term-organisation = Organisation
term-ledger = Ledger
term-record = Record

## Roles

## The desk

desk-title = Desk
desk-as-of = As of { $time } · every figure opens onto its evidence
desk-nothing = Nothing waits for you
desk-nothing-hint = New work will appear here.

## The period switch

period-label = Period
period-month = This month
period-quarter = This quarter
period-year = { $year }

## Signing in

sign-in-title = Sign in
sign-in-user = User name
sign-in-password = Password
sign-in-submit = Sign in
sign-in-error = The user name or the password is wrong
sign-in-help = If you have forgotten your password, ask your administrator.

## Lists

list-add = Add
list-filter = Filter
list-clear = Clear
list-export = Export to Excel
list-rows =
    { $count ->
        [one] { $count } record
       *[other] { $count } records
    }
list-empty = No records yet
list-empty-hint = Add one, or fill in the template and import it.
list-wrong = No records are listed:
list-wrong-hint = mend the filter above first.
list-none = No record matches
list-none-hint = Widen the filter, or clear it.
filter-all = All
filter-from = From
filter-to = To
sort-none = Sort by this column
sort-ascending = Sorted ascending
sort-descending = Sorted descending
pager-label = Pages
pager-range = { $first }–{ $last } of { $total }
pager-place = Page { $page } of { $pages }
pager-first = First
pager-previous = Previous
pager-next = Next
pager-last = Last

## Import

## Records

record-amend = Amend
record-withdraw = Withdraw
record-restore = Restore
record-reason = Reason
record-reason-hint = The reason goes into the journal, where those entitled can read it.
record-facts = Facts
record-history = History
record-withdrawn = This record has been withdrawn and counts in no figure
record-unfilled = Not filled in
record-saved = Saved
history-added = Added
history-amended = Amended
history-withdrawn = Withdrawn
history-restored = Restored
history-imported = Imported
history-undone = Import undone
history-erased = Personal data erased
history-before = Before
history-after = After
history-nothing = (nothing)
history-entry = Journal entry

## Forms

form-save = Save
form-save-next = Save and add another
form-cancel = Cancel
form-required = Required
form-readonly = Cannot be changed
form-choose = Choose
form-error = Error
form-same-record = The record there is:
form-errors =
    { $count ->
        [one] { $count } thing needs correcting
       *[other] { $count } things need correcting
    }
form-purpose = Who needs it, and where it is reused
form-who-needs = Who needs it
form-where-reused = Where it is reused

## Figures

figure-value = Value
figure-definition = Definition
figure-numerator = Numerator
figure-denominator = Denominator
figure-by-territory = By territory
figure-evidence = Evidence
figure-records = Records counted
figure-source = Source
figure-period = Period
figure-target = Target
figure-total = Total
figure-none = No data in this period
target-met = Target met
target-not-met = Target not met
trend-up = Up
trend-down = Down
trend-same = Unchanged

## Organisations

tree-title = Organisation tree
tree-open = Open
tree-close = Close
tree-as-of = Organisations as of { $day }
tree-empty = There is no organisation that you may see
organisation-kind = Kind
organisation-parent = Parent
organisation-children = Children
organisation-ledgers = Ledgers

## Errors: what happened, where, what to do

error-what = What happened
error-where = Where
error-do = What to do
error-back = Back to the desk
error-not-found = Not found
error-not-found-what = There is no such page, or it is outside what you may see.
error-not-found-do = Check the address, or start again from the desk.
error-forbidden = Not allowed
error-forbidden-what = Your role or territory does not allow this.
error-forbidden-do = If you need to do it, ask your administrator.
error-conflict = Changed by someone else
error-conflict-what = Someone changed this record after you opened it. Your change was not saved.
error-conflict-do = Go back, read the present content, and decide again.
error-bad-input = The request makes no sense
error-bad-input-what = What was sent is incomplete or malformed. Nothing was saved.
error-bad-input-do = Go back, check it, and send it again.
error-server = Fault of the system
error-server-what = This is a fault of ours. What you sent was not saved.
error-server-do = Try again later. If it happens again, tell your administrator the number above.

## Ledgers and lists of the web pages

ledgers-title = All ledgers
ledgers-about = What it records
filter-org = Organisation (name or code)
filter-period = Period (such as 2013Q2)
filter-state = State
filter-in-force = In force
filter-withdrawn = Withdrawn
filter-every-state = In force and withdrawn
filter-show = Show the filter
org-hint = Name or code of the organisation
org-missing = name the organisation, or give its code
reference-hint = Name or code
seen-missing = give `seen`: the entry whose state you saw
no-record = there is no such record, or it is outside your territory
history-operator = operator at the command line
conflict-title = Both states side by side
conflict-field = Field
conflict-mine = Yours
conflict-now = The record now
conflict-same = Yours and the record are the same.

## Desk and figures of the web pages

desk-of = { $place } · grass-roots organisations
desk-territories = Territories compared
desk-changes = Changed lately
desk-no-changes = Nothing changed lately
desk-you-write = You enter records in
desk-you-read = You may look at
no-figures = there are no figures here that you may see
figure-unit = Unit
figure-section = Section
figure-over-months = Month by month
figure-as-table = As a table
figure-check = Check against the records
figure-check-equal = They agree: counted from the records it is { $value }, from { $records } of them
figure-check-differs = They differ: counted from the records it is { $value }, from { $records } of them
figure-scanned = No sums are kept for this period: the value was counted from the records just now.
evidence-hidden = Your role sees the number but not these records.
target-words = { $number } { $unit }
target-each = each { $kind }
trend-by = { $number } on last year
trend-points = { $number } points on last year

## Organisations of the web pages

tree-on = Day
tree-show = Show
tree-below = { $count } below
organisation-page = Its page
organisation-name = Name
organisation-set-up-as = As set up
organisation-through-time = Through time
organisation-now = now
organisation-all = Open the ledger

## Requests that cannot be served

sign-in-needed = Sign in first: send a token as Authorization: Bearer, or the session cookie
cross-site = This request came from another site and was refused. Act on a page of this system.
bad-address = The address is too long or is not text. Start again from the desk.
bad-query = The parameters of the address cannot be read. Start again from the desk.
bad-form = The form cannot be read, or is larger than 1 MiB. Go back and fill it in again.
bad-text = a text holds the character U+0000, which cannot be stored
bad-json = the body must be a JSON object of at most 1 MiB
bad-parameter = There is no parameter `{ $name }`. There are: { $known }
bad-count = The parameter `{ $name }` is `{ $value }`; it must be a whole number of at least { $least }
bad-number = The parameter `{ $name }` is `{ $value }`; it must be a whole number of { $range }
bad-value = The parameter `{ $name }` does not fit —{" "}
bad-sort = Lists cannot be sorted by `{ $value }`. Fields: { $known }
bad-states = it is 1 (withdrawn only) or all
bad-period = This ledger has no day to filter by: leave the parameter `period` out
bad-day = `{ $value }` is not a day: write the parameter `on` as 2013-12-31
bad-field = there is no field `{ $name }`
json-text = must be a string
json-whole = must be a whole number
json-yes-no = must be true or false
json-money = must be a whole number, in fen
json-reference = must be the id of a record (13 letters and digits)
