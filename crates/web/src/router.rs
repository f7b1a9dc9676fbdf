//! All routes in one place.

use std::sync::Arc;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::middleware::{from_fn, from_fn_with_state};
use axum::routing::{get, post};

use crate::{App, api, guard, health, pages};

/// The largest form or JSON body taken.
const MOST_BODY_BYTES: usize = 1 << 20;

/// The application as a service.
pub fn router(app: App) -> Router {
    let app = Arc::new(app);
    Router::new()
        .route("/", get(pages::desk::show))
        .route("/login", get(pages::login::show).post(pages::login::enter))
        .route("/logout", post(pages::login::leave))
        .route("/assets/{name}", get(pages::assets::file))
        .route("/health/live", get(health::live))
        .route("/health/ready", get(health::ready))
        .route("/figures/{id}", get(pages::figure::show))
        .route("/orgs", get(pages::tree::show))
        .route("/orgs/{code}", get(pages::org::show))
        .route("/ledgers", get(pages::ledgers::show))
        .route("/l/{ledger}", get(pages::ledger_list::show))
        .route("/l/{ledger}/export.xlsx", get(pages::export::xlsx))
        .route("/l/{ledger}/export.csv", get(pages::export::csv))
        .route("/l/{ledger}/new", get(pages::record_form::empty).post(pages::record_form::add))
        .route("/l/{ledger}/{id}", get(pages::record::show))
        .route("/l/{ledger}/{id}/amend", get(pages::record_form::filled).post(pages::record_form::amend))
        .route("/l/{ledger}/{id}/withdraw", post(pages::record_acts::withdraw))
        .route("/l/{ledger}/{id}/restore", post(pages::record_acts::restore))
        .route("/api/openapi.json", get(api::openapi::show))
        .route("/api/v1/ledgers", get(api::ledgers::all))
        .route("/api/v1/figures", get(api::figures::all))
        .route("/api/v1/figures/{id}/evidence", get(api::figures::evidence))
        .route("/api/v1/{ledger}", get(api::ledgers::list).post(api::ledgers::add))
        .route("/api/v1/{ledger}/{id}", get(api::ledgers::one).patch(api::ledgers::amend))
        .route("/api/v1/{ledger}/{id}/withdraw", post(api::ledgers::withdraw))
        .fallback(pages::nothing)
        .method_not_allowed_fallback(pages::nothing)
        .layer(DefaultBodyLimit::max(MOST_BODY_BYTES))
        .layer(from_fn_with_state(app.clone(), guard::gate))
        .layer(from_fn(guard::headers))
        .with_state(app)
}
