//! The router, made from all routes that were registered.

use std::sync::Arc;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::middleware::from_fn_with_state;

use crate::app::App;
use crate::fallback::{nothing, other_method};
use crate::operation::Operation;
use crate::{guard, watch};

/// The application as a service.
pub fn router(app: App) -> Router {
    let app = Arc::new(app);
    let registered = app.registered();
    let operations = registered.operations.iter().cloned().map(Operation::route);
    registered
        .routes
        .iter()
        .cloned()
        .chain(operations)
        .fold(Router::new(), |router, r| router.route(r.path, watch::named(r.path, r.to)))
        .fallback(nothing)
        .method_not_allowed_fallback(other_method)
        .layer(DefaultBodyLimit::max(app.options.limits.body))
        .layer(from_fn_with_state(app.clone(), guard::gate))
        .layer(from_fn_with_state(app.clone(), guard::headers))
        .layer(from_fn_with_state(app.clone(), watch::request))
        .with_state(app)
}
