//! Signing in, one's own account, administration.

use hangji_web_core::route::{Need, Route};

use crate::pages::account::{self, factors, passkeys, password, sessions, tokens};
use crate::pages::{admin, assets, health, login, second, sign_in};

const BY_TOKEN: &str = "who asks is told by a token";
const PROVEN: &str = "a token was made by somebody who proved both factors";
const CEREMONY: &str = "a ceremony between a browser and its key";
const JOURNEY: &str = "a journey of browsers between two sites";
const WATCHER: &str = "for the watcher, who has no account";
const PASSWORD: &str = "a password is changed by whoever knows the present one, at a page";
const SET_UP: &str = "a second factor is set up by the person, at a page";
const BY_A_PERSON: &str = "who must have a second factor is decided by a person, at a page";

/// What is there before anybody is known.
pub(super) fn entrance() -> Vec<Route> {
    let open = [
        Route::get("/login", login::show).no_twin(BY_TOKEN),
        Route::post("/login", login::enter).no_twin(BY_TOKEN),
        Route::get("/login/second", second::show).no_twin(PROVEN),
        Route::post("/login/second", second::enter).no_twin(PROVEN),
        Route::post("/login/passkey/begin", second::passkey_begin).no_twin(CEREMONY),
        Route::post("/login/passkey", second::passkey_end).no_twin(CEREMONY),
        Route::post("/logout", login::leave).no_twin("a token ends by being ended, not by leaving"),
        Route::get("/sign-in/oidc", sign_in::leave).no_twin(JOURNEY),
        Route::get("/sign-in/oidc/callback", sign_in::back).no_twin(JOURNEY),
        Route::get("/assets/{name}", assets::file)
            .no_twin("style and scripts of the pages")
            .sample("name", &["hangji.css"]),
        Route::get("/health/live", health::live).no_twin(WATCHER),
        Route::get("/health/ready", health::ready).no_twin(WATCHER),
    ];
    open.map(|route| route.needs(Need::Nobody)).to_vec()
}

/// My account.
pub(super) fn own() -> Vec<Route> {
    vec![
        Route::get("/account", account::show).twin(&["get_me", "list_sessions"]),
        Route::get("/account/password", password::show).no_twin(PASSWORD),
        Route::post("/account/password", password::change).no_twin(PASSWORD),
        Route::post("/account/sessions/{id}/end", sessions::end).twin(&["end_session"]),
        Route::post("/account/sessions/end-others", sessions::end_others).twin(&["list_sessions", "end_session"]),
        Route::post("/account/tokens", tokens::make).no_twin("a token that makes tokens would never end"),
        Route::get("/account/second-factor", factors::show).no_twin(SET_UP),
        Route::post("/account/second-factor/app/begin", factors::begin_app).no_twin(SET_UP),
        Route::get("/account/second-factor/app", factors::show_app).no_twin(SET_UP),
        Route::post("/account/second-factor/app", factors::confirm_app).no_twin(SET_UP),
        Route::post("/account/second-factor/codes", factors::make_codes).no_twin(SET_UP),
        Route::post("/account/second-factor/remove", factors::remove)
            .no_twin("a second factor is removed by the person, at a page"),
        Route::post("/passkeys/add/begin", passkeys::begin).no_twin(CEREMONY),
        Route::post("/passkeys/add", passkeys::add).no_twin(CEREMONY),
    ]
}

/// Administration: to everybody but the three administrators these pages do not exist.
pub(super) fn administration() -> Vec<Route> {
    use admin::{account, accounts, action, events, events_file, new, rights, roles, second_factor};
    vec![
        Route::get("/admin", accounts::show).twin(&["list_account_states"]),
        Route::get("/admin/accounts/new", new::show).twin(&["get_ledger"]),
        Route::post("/admin/accounts/new", new::open).twin(&["add"]),
        Route::get("/admin/accounts/{account}", account::show).twin(&["get_account", "history"]),
        Route::post("/admin/accounts/{account}/deed", action::act).twin_but(
            &["unlock_account", "end_account_sessions", "remove_factors", "suspend_account", "reopen_account"],
            "One-time passwords alone have no operation: they pass from person to person, at a page.",
        ),
        Route::get("/admin/accounts/{account}/rights", rights::show).twin(&["get_account"]),
        Route::post("/admin/accounts/{account}/rights", rights::give).twin(&["give_rights"]),
        Route::get("/admin/roles", roles::show)
            .no_twin("told by the declaration of the roles, for the administrators who read it"),
        Route::get("/admin/second-factor", second_factor::show).no_twin(BY_A_PERSON),
        Route::post("/admin/second-factor", second_factor::set).no_twin(BY_A_PERSON),
        Route::get("/admin/events", events::show).twin(&["list_events"]),
        Route::get("/admin/events/export.xlsx", events_file::file).twin(&["list_events"]),
        Route::get("/admin/events/export.csv", events_file::file).twin(&["list_events"]),
    ]
}
