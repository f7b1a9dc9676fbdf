# Signing in, my account, administration of accounts

## The second step
second-title = Second step
second-about = The password is right. Now prove that it is you: by your app, your passkey or a recovery code.
second-code = Code
second-code-hint = The six digits your app shows, or a recovery code
second-wrong = This code is wrong or was used before: take the next one
second-help = Phone lost and no recovery codes? The security administrator can remove your second factor.
second-passkey = Use a passkey
second-passkey-failed = The passkey was not confirmed: try again, or enter a code.
second-passkey-wrong = The passkey did not answer the challenge
passkey-needs-script = Passkeys need the browser's scripts; without them, use a code.

## What must be done first
duty-password = Your password was set by an administrator: choose one of your own before you go on.
duty-second-factor = Your role demands a second factor: add one before you go on.

## My account
account-title = My account
account-who = Account
account-role = Role
account-territory = Territory
account-involved = Records that name you
account-saved = Saved.
account-back = Back
account-not-by-token = A script's token may not change the account: sign in with a browser
shown-once = Shown this once: write it down or copy it to a safe place now.

password-change = Change password
password-about = Your other browsers are signed out, and all tokens for scripts end.
password-old = Present password
password-new = New password
password-again = New password once more
password-rules = At least 8 characters; no common passwords, names or dates; a few unrelated words are easiest to remember
password-differs = The two new passwords differ
password-same = The new password is the present one
password-old-missing = Enter your present password
password-old-wrong = This is not your present password

session-title = Browsers signed in
session-device = Browser and device
session-address = Address
session-how = Signed in by
session-started = Began
session-seen = Last used
session-action = Action
session-this = This one
session-end = End
session-end-others = End all others
session-none = No browser is signed in.
session-unknown = Unknown
how-password = Password
how-totp = Authenticator app
how-passkey = Passkey
how-recovery = Recovery code
how-oidc = Single sign-on
how-token = Token for scripts

token-title = Tokens for scripts
token-none = No tokens.
token-new = New token
token-name = Name
token-name-hint = What it is for, such as “monthly report script”
token-rights = Rights
token-ends = Ends
token-days = Days it lasts
token-days-hint = 1 to { $most } days
token-days-unit = days
token-reads-only = Read only
token-reads-and-writes = Read and write
token-reads-only-wish = Read only: it changes nothing
token-org = Narrowed to the organisation with this code
token-org-hint = Empty: your whole territory
token-make = Make token
token-made = Token made
token-unused = Not used yet
token-use = The script sends this line with its requests to /api/, with the token in place of the dots:

factor-title = Second factor
factor-about = Proof beside the password: whoever learns your password still does not get in.
factor-manage = Manage second factors
factor-none = No second factor yet.
factor-off = Second factors are switched off here
factor-have = { $count } second factors; { $codes } recovery codes left.
factor-mine = Your second factors
factor-name = Name
factor-kind = Kind
factor-added = Added
factor-app = Authenticator app
factor-app-about = Any authenticator app (TOTP) on your phone will do; it needs no network and no scripts.
factor-app-add = Add an authenticator app
factor-app-none = No authenticator app is being added: start again
factor-app-usual = Phone app
factor-app-code = The six digits the app shows
factor-app-confirm = Add it
factor-app-scan = First: make the app know this account
factor-app-scan-about = Scan this picture with the app:
factor-app-picture = QR code for the authenticator app; if it cannot be scanned, use the text below
factor-app-type = If it cannot be scanned, type these letters into the app:
factor-app-open = Open in an authenticator app on this device
factor-app-prove = Then: enter the digits the app shows
factor-done = The second factor is ready
factor-codes = Recovery codes
factor-codes-about = When your phone is not at hand, each of these takes the place of a code once. Print or write them down and keep them apart from the phone.
factor-codes-left = { $count } left. Fresh ones make the old ones void.
factor-codes-make = Make fresh recovery codes
factor-remove = Remove a second factor
factor-which = Which one
passkey-about = A key kept by your phone, computer or security key and released by fingerprint, face or PIN; no false site can fish for it.
passkey-usual = This device
passkey-add = Add a passkey
passkey-failed = It was not added: try again, or use an authenticator app.
