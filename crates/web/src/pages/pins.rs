//! Pinning questions to the desk, moving and removing them: forms that lead back to the desk.

use axum::extract::{Path, State};
use axum::response::Response;
use hangji_platform::pins::{self, Way};
use hangji_platform::{Cx, Refusal, Result};
use hangji_store::{Id, Tx};
use hangji_web_core::answer::Content;
use hangji_web_core::extract::Posted;
use hangji_web_core::request::{Params, RequestCx, RequestHead, Shared};

use crate::analysis::Ask;

/// Where the pins stand on the desk.
const PLACE: &str = "/#pins";

/// Pins a question for whoever acts, in the form that all pins have.
pub(crate) fn pin(tx: &mut Tx<'_>, rcx: &RequestCx<'_>, cx: &mut Cx, query: &str) -> Result<Id> {
    let ask = Ask::read(tx, rcx, &Params::of_query(query)?)?;
    pins::add(tx, cx, &ask.query())
}

fn refused(_: &mut Tx<'_>, rcx: &RequestCx<'_>, refusal: &Refusal) -> Result<Content> {
    Ok(Content::of_refusal(rcx, refusal))
}

/// Pins.
pub(crate) async fn add(State(app): State<Shared>, head: RequestHead, Posted(form): Posted) -> Response {
    let act = move |tx: &mut Tx<'_>, rcx: &RequestCx<'_>, cx: &mut Cx| {
        pin(tx, rcx, cx, form.get("query").unwrap_or_default())?;
        Ok(PLACE.to_owned())
    };
    app.act(head, act, refused).await
}

/// Takes a pin off.
pub(crate) async fn remove(State(app): State<Shared>, head: RequestHead, Path(id): Path<String>) -> Response {
    let act = move |tx: &mut Tx<'_>, _: &RequestCx<'_>, cx: &mut Cx| {
        pins::remove(tx, cx, read_id(&id)?)?;
        Ok(PLACE.to_owned())
    };
    app.act(head, act, refused).await
}

/// Moves a pin.
pub(crate) async fn shift(
    State(app): State<Shared>,
    head: RequestHead,
    Path(id): Path<String>,
    Posted(form): Posted,
) -> Response {
    let act = move |tx: &mut Tx<'_>, _: &RequestCx<'_>, cx: &mut Cx| {
        let way = if form.get("way") == Some("down") { Way::Down } else { Way::Up };
        pins::shift(tx, cx, read_id(&id)?, way)?;
        Ok(PLACE.to_owned())
    };
    app.act(head, act, refused).await
}

/// An id from an address; what is none is no pin.
pub(crate) fn read_id(text: &str) -> Result<Id> {
    // No pin has the id 0, so that nonsense is refused in the words for what does not exist.
    Ok(text.parse().unwrap_or_default())
}
