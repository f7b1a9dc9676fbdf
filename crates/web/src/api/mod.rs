//! The JSON API: what the pages can do, for programs. Every operation stands in one table ([`operation`]), an area a
//! file, from which come its route, its entry in the OpenAPI document ([`openapi`]) and the checks of what is sent
//! ([`schema`]). Errors are `application/problem+json`.

mod admin;
mod analysis;
mod annotations;
mod bulk;
mod desk;
mod figures;
mod files;
mod imports;
mod ledgers;
mod me;
mod openapi;
mod org_page;
mod orgs;
mod privacy;
mod records;
mod search;
mod sessions;
mod work;

use axum::body::Bytes;
use axum::extract::{FromRequest, Request};
use axum::response::Response;
use hangji_platform::Refusal;
use serde_json::{Map, Value};

use crate::operation::{Call, Operation, Sent};
use crate::request::{RequestCx, RequestHead, Shared};
use crate::router::Route;
use crate::words::message;
use crate::{error, problem};

/// Every operation, an area a list.
fn table() -> Vec<Operation> {
    [
        openapi::table(),
        me::table(),
        figures::table(),
        orgs::table(),
        org_page::table(),
        ledgers::table(),
        records::table(),
        annotations::table(),
        files::table(),
        privacy::table(),
        work::table(),
        bulk::table(),
        analysis::table(),
        desk::table(),
        search::table(),
        imports::table(),
        sessions::table(),
        admin::table(),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// Their routes.
pub(crate) fn routes() -> Vec<Route> {
    table().into_iter().map(Operation::route).collect()
}

/// For operations that answer by themselves: what was sent, checked in a transaction of its own, or the answer that says
/// what is wrong with it.
async fn opened(app: &Shared, head: &RequestHead, sent: Sent) -> Result<Call, Response> {
    let (inner, given) = (app.clone(), head.clone());
    let call = app.db.read_async(move |tx| match RequestCx::open(tx, &inner, &given)? {
        Some(rcx) => sent.open(&rcx).map(Some),
        None => Ok(None),
    });
    match call.await {
        Ok(Some(call)) => Ok(call),
        Ok(None) => Err(problem::unauthorized()),
        Err(e) => Err(failed(app, head, e)),
    }
}

/// What went wrong in an operation that answers by itself, as an answer.
fn failed(app: &Shared, head: &RequestHead, e: anyhow::Error) -> Response {
    match e.downcast::<problem::ApiError>() {
        Ok(wrong) => wrong.response(),
        Err(e) => error::answered(head, app.clock, e),
    }
}

/// A JSON object sent by a page's own script; operations of the API declare their bodies.
pub(crate) struct Object(pub(crate) Map<String, Value>);

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
