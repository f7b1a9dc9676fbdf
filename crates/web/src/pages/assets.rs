//! The style sheet and the icon: their addresses carry a hash, so browsers keep them for ever.

use axum::extract::{Path, State};
use axum::http::header;
use axum::response::{IntoResponse as _, Response};
use hangji_web_core::request::{RequestHead, Shared};

/// An embedded file.
pub(crate) async fn file(State(app): State<Shared>, head: RequestHead, Path(name): Path<String>) -> Response {
    let Some((mime, bytes)) = hangji_ui::asset(&name) else {
        return hangji_web_core::fallback::nothing(State(app), head).await;
    };
    let keep =
        if head.params.get("v").is_some() { "public, max-age=31536000, immutable" } else { "public, max-age=60" };
    ([(header::CONTENT_TYPE, mime), (header::CACHE_CONTROL, keep)], bytes).into_response()
}
