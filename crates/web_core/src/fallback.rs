//! Answers where no route leads.

use axum::extract::State;
use axum::response::Response;
use hangji_platform::{Refusal, Result};
use hangji_store::Tx;

use crate::answer::Content;
use crate::app::Shared;
use crate::error;
use crate::problem::{self, ApiError};
use crate::request::{RequestCx, RequestHead};
use crate::words::message;

/// What no route leads to.
pub async fn nothing(State(app): State<Shared>, head: RequestHead) -> Response {
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
