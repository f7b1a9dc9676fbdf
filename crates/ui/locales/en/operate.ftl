# operate
sign-in-oidc = Sign in through the organisation's account
sign-in-oidc-stale = This sign-in took too long or began in another browser. Sign in again.
sign-in-oidc-refused = The other site did not confirm the sign-in. Try again, or sign in with name and password.
sign-in-oidc-failed = What the other site answered could not be verified. Try again; if it happens again, tell the administrator.
sign-in-oidc-unreachable = The other site cannot be reached now. Sign in with name and password, or try again later.
