//! All routes, as a table: the router is made from it, and tests walk it, so that a new route is covered by itself.

use std::sync::Arc;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::middleware::from_fn_with_state;
use axum::routing::{MethodRouter, get, post};

use crate::request::Shared;
use crate::{App, api, guard, health, pages, watch};

/// A route: its methods, the pattern of its address, and where it leads.
pub(crate) struct Route {
    methods: &'static [&'static str],
    path: &'static str,
    to: MethodRouter<Shared>,
}

/// Makes a [`Route`].
pub(crate) fn route(methods: &'static [&'static str], path: &'static str, to: MethodRouter<Shared>) -> Route {
    Route { methods, path, to }
}

/// Only read.
pub(crate) const GET: &[&str] = &["GET"];
/// Only sent to.
pub(crate) const POST: &[&str] = &["POST"];
/// A form: shown and sent.
pub(crate) const FORM: &[&str] = &["GET", "POST"];

/// Every route, an area a list.
fn all() -> Vec<Route> {
    [
        entrance(),
        account(),
        overview(),
        ledgers(),
        work(),
        pages::search::routes(),
        pages::imports::routes(),
        pages::annotations::routes(),
        pages::unmask::routes(),
        pages::privacy::routes(),
        pages::admin::routes(),
        api::routes(),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// What is there before anybody is known.
fn entrance() -> Vec<Route> {
    vec![
        route(FORM, "/login", get(pages::login::show).post(pages::login::enter)),
        route(FORM, "/login/second", get(pages::second::show).post(pages::second::enter)),
        route(POST, "/login/passkey/begin", post(pages::second::passkey_begin)),
        route(POST, "/login/passkey", post(pages::second::passkey_end)),
        route(POST, "/logout", post(pages::login::leave)),
        route(GET, "/sign-in/oidc", get(pages::sign_in::leave)),
        route(GET, "/sign-in/oidc/callback", get(pages::sign_in::back)),
        route(GET, "/assets/{name}", get(pages::assets::file)),
        route(GET, "/health/live", get(health::live)),
        route(GET, "/health/ready", get(health::ready)),
    ]
}

/// My account.
fn account() -> Vec<Route> {
    use pages::account::{self, factors, passkeys, password, sessions, tokens};
    vec![
        route(GET, "/account", get(account::show)),
        route(FORM, "/account/password", get(password::show).post(password::change)),
        route(POST, "/account/sessions/{id}/end", post(sessions::end)),
        route(POST, "/account/sessions/end-others", post(sessions::end_others)),
        route(POST, "/account/tokens", post(tokens::make)),
        route(GET, "/account/second-factor", get(factors::show)),
        route(POST, "/account/second-factor/app/begin", post(factors::begin_app)),
        route(FORM, "/account/second-factor/app", get(factors::show_app).post(factors::confirm_app)),
        route(POST, "/account/second-factor/codes", post(factors::make_codes)),
        route(POST, "/account/second-factor/remove", post(factors::remove)),
        route(POST, "/passkeys/add/begin", post(passkeys::begin)),
        route(POST, "/passkeys/add", post(passkeys::add)),
    ]
}

/// Desk, figures and tree.
fn overview() -> Vec<Route> {
    vec![
        route(GET, "/", get(pages::desk::show)),
        route(GET, "/tasks", get(pages::tasks::show)),
        route(GET, "/analysis", get(pages::analysis::show)),
        route(GET, "/analysis/export.xlsx", get(pages::analysis_files::xlsx)),
        route(GET, "/analysis/export.csv", get(pages::analysis_files::csv)),
        route(GET, "/analysis/export.svg", get(pages::analysis_files::svg)),
        route(POST, "/pins", post(pages::pins::add)),
        route(POST, "/pins/{id}/move", post(pages::pins::shift)),
        route(POST, "/pins/{id}/remove", post(pages::pins::remove)),
        route(GET, "/figures", get(pages::figures::show)),
        route(GET, "/figures/{id}", get(pages::figure::show)),
        route(GET, "/orgs", get(pages::tree::show)),
        route(GET, "/orgs/{code}", get(pages::org::show)),
        route(GET, "/ledgers", get(pages::ledgers::show)),
    ]
}

/// Lists and records.
fn ledgers() -> Vec<Route> {
    use pages::{export, ledger_list, record, record_acts, record_form};
    vec![
        route(GET, "/l/{ledger}", get(ledger_list::show)),
        route(GET, "/l/{ledger}/export.xlsx", get(export::xlsx)),
        route(GET, "/l/{ledger}/export.csv", get(export::csv)),
        route(FORM, "/l/{ledger}/new", get(record_form::empty).post(record_form::add)),
        route(GET, "/l/{ledger}/{id}", get(record::show)),
        route(FORM, "/l/{ledger}/{id}/amend", get(record_form::filled).post(record_form::amend)),
        route(POST, "/l/{ledger}/{id}/withdraw", post(record_acts::withdraw)),
        route(POST, "/l/{ledger}/{id}/restore", post(record_acts::restore)),
    ]
}

/// What daily work in ledgers has beside them: conditions, columns, suggestions, drafts.
fn work() -> Vec<Route> {
    use pages::{bulk, columns, drafts, filters, suggest, views};
    vec![
        route(GET, "/l/{ledger}/condition", get(filters::condition)),
        route(GET, "/l/{ledger}/columns", get(columns::show)),
        route(GET, "/l/{ledger}/suggest", get(suggest::typed)),
        route(FORM, "/l/{ledger}/views", get(views::show).post(views::save)),
        route(POST, "/l/{ledger}/views/{id}", post(views::change)),
        route(POST, "/l/{ledger}/bulk", post(bulk::act)),
        route(GET, "/l/{ledger}/bulk/{id}", get(bulk::done)),
        route(GET, "/drafts", get(drafts::list)),
        route(GET, "/drafts/{id}", get(drafts::resume)),
        route(POST, "/drafts/{id}/discard", post(drafts::discard)),
    ]
}

/// Method and pattern of every route, for tests that call them all.
#[must_use]
pub fn routes() -> Vec<(&'static str, &'static str)> {
    all().into_iter().flat_map(|r| r.methods.iter().map(move |m| (*m, r.path))).collect()
}

/// The application as a service.
pub fn router(app: App) -> Router {
    let app = Arc::new(app);
    all()
        .into_iter()
        .fold(Router::new(), |router, r| router.route(r.path, watch::named(r.path, r.to)))
        .fallback(pages::nothing)
        .method_not_allowed_fallback(pages::other_method)
        .layer(DefaultBodyLimit::max(app.options.limits.body))
        .layer(from_fn_with_state(app.clone(), guard::gate))
        .layer(from_fn_with_state(app.clone(), guard::headers))
        .layer(from_fn_with_state(app.clone(), watch::request))
        .with_state(app)
}
