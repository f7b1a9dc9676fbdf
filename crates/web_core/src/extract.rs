//! What handlers take out of requests: head, form, JSON.

use axum::body::Bytes;
use axum::extract::{FromRequest, FromRequestParts, Query, Request};
use axum::http::request::Parts;
use axum::response::Response;
use hangji_platform::Refusal;
use serde_json::{Map, Value};

use crate::app::Shared;
use crate::request::{Params, RequestHead};
use crate::words::message;
use crate::{error, problem};

impl FromRequestParts<Shared> for RequestHead {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, app: &Shared) -> Result<RequestHead, Response> {
        let mut head = RequestHead::without_query(parts);
        head.tell(parts, &app.options);
        match Query::<Vec<(String, String)>>::try_from_uri(&parts.uri) {
            Ok(Query(pairs)) => head.read_query(pairs),
            Err(_) => return Err(error::bare(&head, &Refusal::BadRequest(message("bad-query", &[])))),
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
        match axum::Form::<Vec<(String, String)>>::from_request(request, state).await {
            Ok(axum::Form(pairs)) => Ok(Posted(Params(pairs))),
            Err(_) => Err(error::bare(&head, &Refusal::BadRequest(message("bad-form", &[])))),
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
            Ok(Value::Object(object)) => Ok(Object(object)),
            _ => Err(wrong()),
        }
    }
}
