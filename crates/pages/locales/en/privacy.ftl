# privacy
privacy-masked-hint = Masked: it stays as it is unless you type something else; a single - empties it
privacy-show-title = See masked fields
privacy-show = Show them in full
privacy-shown = Masked fields are shown in full this once. That you looked, and what for, stands in the journal, where the person concerned can see it.
privacy-purpose = What for
privacy-why = Why
privacy-why-hint = Say which matter you are handling; it goes into the journal, and the person concerned can see it
privacy-export-link = Export with masked fields
privacy-export-title = Export with masked fields open
privacy-export = Export
privacy-export-words = { $count } records will be exported with their masked fields in full. Once the file has left this system nothing masks it: keep it safe and delete it after use. The journal notes each record exported, and the person concerned can see it.
privacy-format = File format
privacy-no-open-export = Your role does not need masked fields in a file, or the ledger has none
