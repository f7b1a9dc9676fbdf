//! The style sheet and the icon: their addresses carry a hash, so browsers keep them for ever.

use axum::extract::{Path, State};
use axum::http::header;
use axum::response::{IntoResponse as _, Response};

use crate::request::{Asked, Shared};

/// An embedded file.
pub(crate) async fn file(State(app): State<Shared>, asked: Asked, Path(name): Path<String>) -> Response {
    let Some((mime, bytes)) = hangji_pages::asset(&name) else { return super::nothing(State(app), asked).await };
    let keep =
        if asked.params.get("v").is_some() { "public, max-age=31536000, immutable" } else { "public, max-age=60" };
    ([(header::CONTENT_TYPE, mime), (header::CACHE_CONTROL, keep)], bytes).into_response()
}
