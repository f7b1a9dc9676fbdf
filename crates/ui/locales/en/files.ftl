# files
history-attached = File attached
history-detached = File withdrawn
history-remarked = Remark
history-remark-withdrawn = Remark withdrawn
beside-withdraw = Withdraw
files-title = Files
files-file = File
files-none = No files
files-choose = Files to attach
files-choose-hint = Photos, PDF, Word, Excel or PowerPoint; at most { $most } MB each and { $files } files on a record. Photos are stripped of what the camera wrote into them.
files-add = Attach
files-kilobytes = { $size } KB
files-megabytes = { $size } MB
files-place = taken at { $place }
files-unfit = { $name }: { $why }
files-no-storage = Files cannot be attached: the operator has set no place for them (storage.folder, or storage.kind = "s3")
files-none-sent = No file was chosen: choose one and send it again
files-broken = The upload broke off: send it again
files-too-large = A file has more than { $most } MB: send a smaller one
files-too-many = Together the files have more than { $most } MB: send them in several goes
remarks-title = Remarks
remarks-none = No remarks
remarks-text = Remark
remarks-text-hint = Everybody who sees this record reads it; it cannot be changed, only withdrawn.
remarks-add = Remark
files-no-name = Say what the file is called, with its ending: ?name=photo.jpg
api-list-files = The files attached to the record
api-attach-file = Attach the file that is the body. Photos are drawn anew, without what the camera wrote into them
api-open-file = The bytes of a file
api-withdraw-file = Withdraw a file; gives those that are left
api-list-remarks = The remarks on the record
api-add-remark = Remark on the record
api-withdraw-remark = Withdraw a remark; gives those that are left
api-parameter-file-name = What the file is called, with its ending; required
api-parameter-small = A photo's small copy instead
