//! What handlers take out of requests: head, form, JSON.

use axum::body::Bytes;
use axum::extract::{FromRequest, FromRequestParts, Request};
use axum::http::request::Parts;
use axum::response::Response;
use hangji_platform::Refusal;
use serde_json::{Map, Value};

use crate::app::Shared;
use crate::request::{Params, RequestHead, has_nul};
use crate::words::message;
use crate::{error, problem};

impl FromRequestParts<Shared> for RequestHead {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, app: &Shared) -> Result<RequestHead, Response> {
        let mut head = RequestHead::without_query(parts);
        head.tell(parts, &app.options);
        match Params::of_uri(&parts.uri) {
            Some(Params(pairs)) => head.read_query(pairs),
            None => return Err(error::bare(&head, &Refusal::BadRequest(message("bad-query", &[])))),
        }
        Ok(head)
    }
}

/// The fields of a posted form.
pub struct Posted(pub Params);

impl FromRequest<Shared> for Posted {
    type Rejection = Response;

    async fn from_request(request: Request, state: &Shared) -> Result<Posted, Response> {
        let (parts, body) = request.into_parts();
        let head = RequestHead::without_query(&parts);
        let request = Request::from_parts(parts, body);
        let pairs = axum::Form::<Vec<(String, String)>>::from_request(request, state).await.ok();
        match pairs.and_then(|axum::Form(pairs)| Params::of_pairs(pairs)) {
            Some(given) => Ok(Posted(given)),
            None => Err(error::bare(&head, &Refusal::BadRequest(message("bad-form", &[])))),
        }
    }
}

/// A JSON object sent by a page's own script; operations of the API declare their bodies.
pub struct Object(pub Map<String, Value>);

impl FromRequest<Shared> for Object {
    type Rejection = Response;

    async fn from_request(request: Request, state: &Shared) -> Result<Object, Response> {
        let wrong = || problem::refused(&Refusal::BadRequest(message("bad-json", &[])));
        let bytes = Bytes::from_request(request, state).await.map_err(|_| wrong())?;
        match serde_json::from_slice(&bytes) {
            Ok(Value::Object(object)) if all_text(&object) => Ok(Object(object)),
            _ => Err(wrong()),
        }
    }
}

/// Whether all names and texts in a JSON object are such as people write.
pub(crate) fn all_text(object: &Map<String, Value>) -> bool {
    fn is_text(value: &Value) -> bool {
        match value {
            Value::String(text) => !has_nul(text),
            Value::Array(items) => items.iter().all(is_text),
            Value::Object(object) => all_text(object),
            _ => true,
        }
    }
    object.iter().all(|(name, value)| !has_nul(name) && is_text(value))
}
