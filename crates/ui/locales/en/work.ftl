## Ledger work: conditions, columns, drafts

bad-column = There is no field `{ $value }`. Fields: { $known }
condition-yes-or-no = write yes or no
conditions-title = Narrowed to
condition-field = Condition on
condition-add = Add a condition
condition-remove = Take back: { $condition }
condition-op = Comparison
condition-value-hint = For “is empty” and “is filled in” leave this blank.
condition-no-value = Give a value
condition-no-fit = This comparison does not fit the field
condition-is = { $field } is { $value }
condition-not = { $field } is not { $value }
condition-in = { $field } is one of { $value }
condition-not-in = { $field } is none of { $value }
condition-has = { $field } contains “{ $value }”
condition-begins = { $field } begins with “{ $value }”
condition-from = { $field } from { $value }
condition-to = { $field } to { $value }
condition-empty = { $field } is empty
condition-filled = { $field } is filled in
list-comma = ,{ " " }
op-is = is
op-not = is not
op-in = is one of
op-not-in = is none of
op-has = contains
op-begins = begins with
op-from = from
op-to = to
op-empty = is empty
op-filled = is filled in
columns-title = Columns
columns-about = Number the columns from left to right; leave out what you do not want to see.
columns-show = Show these
form-copy-last = Copy the last row
draft-save = Keep as draft
draft-saved = Kept as a draft; nothing has been entered yet
draft-resumed = This is your draft: save it to enter it. Masked fields are not kept in drafts; fill them in again.
drafts-title = Drafts
drafts-about = What you began and have not saved. Only you see it.
drafts-none = You have no drafts
drafts-waiting =
    { $count ->
        [one] { $count } draft of this ledger waits for you
       *[other] { $count } drafts of this ledger wait for you
    }
draft-what = What
draft-when = When
draft-why = Why
draft-do = Action
draft-lost = The session had ended
sign-in-draft = The session had ended. What you typed is kept as a draft: sign in to go on with it.
draft-kept = Kept by you
draft-discard = Discard
draft-discarded = The draft is gone
draft-none = there is no such draft
conflict-becomes = What becomes of it
conflict-theirs = Only they changed it: theirs is taken over
conflict-yours = Only you changed it: yours stays
conflict-decide = Both changed it: decide below
conflict-by = { $who } changed this record at { $when }, after you had opened it. Nothing has been saved: look through the fields, then save.
conflict-take-typed = Save what stands in this field
conflict-take-now = Leave it as the record has it: { $value }

## Saved views, acts on many records

condition-records = { $count } ticked
bad-id = `{ $value }` is no id of a record (13 letters and digits)
view-all = All
views-title = Views
views-manage = Views…
views-about = A view keeps conditions, order and columns of the list under a name.
view-save = Save the present list as a view
view-name = Name
view-share = Share with everybody in my territory
view-usual = The list opens with it
view-replace = Replace its conditions by those of the present list
view-change = Change
view-open = Open
view-make-usual = Open the list with it
view-unusual = Do not open the list with it
view-is-usual = Opens first
view-is-shared = Shared
view-delete = Delete
view-none = there is no such view
bulk-title = Act on several
bulk-pick-head = Select
bulk-pick = Select { $name }
bulk-all =
    { $count ->
        [one] The one that matches
       *[other] All { $count } that match
    }
bulk-with = With those selected
bulk-export = Export
bulk-set = Set { $field }
bulk-go = Go on
bulk-nothing-picked = No record is ticked: tick some, or choose all
bulk-no-deed = choose what to do with the selected records
bulk-bad-pick = the selected records cannot be read: select them again in the list
bulk-try = See what would happen
bulk-do =
    { $count ->
        [one] Do it for { $count } record
       *[other] Do it for { $count } records
    }
bulk-would-do =
    { $count ->
        [one] { $count } record would be changed
       *[other] { $count } records would be changed
    }
bulk-would-refuse =
    { $count ->
        [one] { $count } record would be left as it is
       *[other] { $count } records would be left as they are
    }
bulk-refused = Left as they are
bulk-why = Why
bulk-changes = Changed records
bulk-done =
    { $count ->
        [one] { $count } record changed
       *[other] { $count } records changed
    }
bulk-left =
    { $count ->
        [one] { $count } record was left as it is
       *[other] { $count } records were left as they are
    }
bulk-nothing = Nothing was changed
bulk-back = Back to the list
bulk-none = there is no such result, or it has been cleared away
