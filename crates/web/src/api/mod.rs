//! The JSON API: what the pages can do, for programs. Errors are `application/problem+json`.

pub(crate) mod figures;
pub(crate) mod ledgers;
pub(crate) mod openapi;

use axum::body::Bytes;
use axum::extract::{FromRequest, Request};
use axum::response::Response;
use hangji_platform::Refusal;
use serde_json::{Map, Value};

use crate::error;
use crate::request::Shared;
use crate::words::said;

/// A JSON object sent as the body.
pub(crate) struct Object(pub(crate) Map<String, Value>);

impl FromRequest<Shared> for Object {
    type Rejection = Response;

    async fn from_request(request: Request, state: &Shared) -> Result<Object, Response> {
        let wrong = || error::problem(&Refusal::BadRequest(said("bad-json", &[])));
        let bytes = Bytes::from_request(request, state).await.map_err(|_| wrong())?;
        match serde_json::from_slice(&bytes) {
            Ok(Value::Object(object)) => Ok(Object(object)),
            _ => Err(wrong()),
        }
    }
}
