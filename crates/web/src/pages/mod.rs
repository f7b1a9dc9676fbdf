//! The pages, one module each. A handler parses and hands over; a plain function reads and makes the markup.

pub(crate) mod account;
pub(crate) mod admin;
pub(crate) mod analysis;
pub(crate) mod analysis_files;
pub(crate) mod annotations;
pub(crate) mod assets;
pub(crate) mod bulk;
pub(crate) mod columns;
mod conflict;
pub(crate) mod desk;
pub(crate) mod drafts;
pub(crate) mod evidence;
pub(crate) mod export;
pub(crate) mod figure;
pub(crate) mod figures;
pub(crate) mod filters;
mod form_fields;
pub(crate) mod help;
pub(crate) mod history;
pub(crate) mod imports;
pub(crate) mod ledger_list;
pub(crate) mod ledgers;
pub(crate) mod login;
pub(crate) mod org;
pub(crate) mod pins;
pub(crate) mod privacy;
pub(crate) mod readings;
pub(crate) mod record;
pub(crate) mod record_acts;
pub(crate) mod record_form;
pub(crate) mod search;
pub(crate) mod second;
pub(crate) mod sign_in;
pub(crate) mod suggest;
pub(crate) mod tasks;
pub(crate) mod tree;
pub(crate) mod unmask;
pub(crate) mod views;

use axum::extract::State;
use axum::response::Response;
use hangji_platform::{Refusal, Result};
use hangji_store::Tx;

use crate::answer::Content;
use crate::error;
use crate::problem::{self, ApiError};
use crate::request::{RequestCx, RequestHead, Shared};
use crate::words::message;

/// What no route leads to.
pub(crate) async fn nothing(State(app): State<Shared>, head: RequestHead) -> Response {
    if head.api || head.token.is_none() {
        return error::bare(&head, &Refusal::NotFound(message("error-not-found-what", &[])));
    }
    app.page(head, |_: &mut Tx<'_>, _: &RequestCx<'_>| -> Result<Content> {
        Err(Refusal::NotFound(message("error-not-found-what", &[])).into())
    })
    .await
}

/// A method that the route does not know: programs are told so, people see the page for what is not there.
pub(crate) async fn other_method(state: State<Shared>, head: RequestHead) -> Response {
    if !head.api {
        return nothing(state, head).await;
    }
    ApiError::new(problem::METHOD, message("api-method", &[])).response()
}
