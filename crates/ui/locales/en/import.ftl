# Imports

import-title = Import
imports-title = Imports
imports-about = Your imports, each of which can be undone; administrators and auditors of accounts also see those of their territory
imports-done = Imported
imports-none = No imports yet
imports-waiting = Files that wait for you
import-steps = Steps of the import
import-step-upload = File
import-step-columns = Columns
import-step-preview = Preview
import-step-result = Result
import-file = File
import-file-hint = Excel (.xlsx, .xls), .ods or .csv, at most { $most } MB; nothing is stored yet
import-upload = Upload and look
import-template = Download the template
import-template-name = { $ledger } template
import-latest = Latest imports
import-all = All
import-advice = Advice
import-advice-any = No need to copy into the template: titles, headers of two rows and totals are understood; columns can be assigned by hand, and are remembered.
import-advice-names = Name organisations and people by name or code; by code where several share a name.
import-advice-empty = Empty cells overwrite nothing.
import-advice-dry = You first see row by row what would be added, amended, skipped or refused; nothing is stored before you agree, and all of it can be undone.
import-broken-upload = The upload did not finish: choose the file and try again
import-no-file = Choose the file to import
import-too-large = The file is larger than { $most } MB: split it and import the parts
import-fault = Something broke and nothing was stored. Tell your administrator the number { $number } and try again later
import-nothing-stored = Things changed since the preview, so nothing was stored: look at the preview again
import-busy = This file is being worked on: wait a moment
import-already = This file was imported already
import-not-decided = Confirm first which column is which
import-not-shown = Look at the preview before you import
import-all-refused = Rows were refused: mend them and upload again, or import the good rows only
import-bad-mode = Choose to import all rows or the good ones
import-bad-outcome = There is no such outcome
import-stage-waiting = Waiting for the file before
import-stage-read = Reading the file
import-stage-plan = Checking row by row
import-stage-store = Storing
import-so-far = { $done } of { $of } rows done.
import-working = Working
import-working-hint = This page looks again by itself; you may leave and come back from “Imports”.
import-look-again = Look again now
import-rows-in-file =
    { $count ->
        [one] header in row { $row }, { $count } row below
       *[other] header in row { $row }, { $count } rows below
    }
import-columns = Which column is which
import-column = Column
import-column-title = Header
import-column-samples = First values
import-column-field = Field
import-column-label = Field of column { $column } “{ $title }”
import-untitled = (no title)
import-ignore = Do not import
import-owning-organisation = Organisation
import-required-mark = {" "}(required)
import-twice = Two columns are meant for this field: keep one and leave the others out
import-missing = Required fields without a column: { $fields }
import-remembered = Assigned as last time for this header: please check.
import-stale = Your rights or your territory have changed since the preview: preview again.
import-no-columns = There is nothing below this row: choose another sheet or header row
import-columns-wrong = The columns are not complete yet: mend what is marked
import-header-changed = Another header was chosen on another page: assign its columns
import-to-preview = Preview
import-to-preview-hint = Checks only, stores nothing; your choice is remembered
import-header = Sheet and header row
import-header-label = Row of the header
import-header-hint = Found by content; choose another row if it is wrong
import-header-row = Row { $row }: { $text }
import-header-submit = Read again as chosen
import-sheet = Sheet
import-sheet-hint = Sheets of the file that hold anything
import-change-columns = Change the columns
import-discard = Discard this file
import-will-add = To be added
import-will-amend = To be amended
import-will-skip = To be skipped
import-will-refuse = To be refused
import-added = Added
import-amended = Amended
import-skipped = Skipped
import-refused = Refused
import-passed = No data
import-unit-rows = rows
import-decide = Import it?
import-some-refused =
    { $count ->
        [one] { $count } row cannot be stored. Download the error workbook, mend it and upload it again; or import the good rows first.
       *[other] { $count } rows cannot be stored. Download the error workbook, mend it and upload it again; or import the good rows first.
    }
import-nothing-to-do = There is nothing to store.
import-all-good = All rows are good. An import is stored whole or not at all, and can be undone as one.
import-run =
    { $count ->
        [one] Import { $count } row
       *[other] Import { $count } rows
    }
import-run-good =
    { $count ->
        [one] Import only the { $count } good row
       *[other] Import only the { $count } good rows
    }
import-refused-workbook = Download the error workbook
import-refused-name = { $file } refused rows
import-no-refused = There are no refused rows to download: look at the preview first
import-again = Preview again
import-row = Row
import-why = Reason
import-differences = What changes
import-comma = ,{" "}
import-no-rows = No rows of this kind
import-rows-kept = Only the first { $count } rows are listed
import-stored = Imported
import-stored-word = Imported
import-mend =
    { $count ->
        [one] { $count } row was refused and not stored: mend it and import it again.
       *[other] { $count } rows were refused and not stored: mend them and import them again.
    }
import-undone = This import was undone
import-undone-count = This import was undone: { $added } added taken back, { $amended } amended as they were before
import-undone-word = Undone
import-undo = Undo the import
import-undo-of = Undo the import of { $file }
import-undo-hint = Records that were added are withdrawn, those amended get their state before back; not if they were changed since.
import-open-records = Open the ledger
import-facts = This import
import-when = Time
import-who = By
import-number = Number
import-state = State
import-uploaded-file = The uploaded file
import-uploaded-at = Uploaded
import-expires = Kept until
import-kept-until = The uploaded file and its rows are kept until { $time }; records that were stored stay.
import-forget = Delete the file now
import-waits-for-columns = columns to confirm
import-waits-for-decision = to be decided
import-waits-until = kept until { $moment }
