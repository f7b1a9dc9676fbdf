//! Where I am signed in, and ending it.

use axum::extract::{Path, State};
use axum::response::Response;
use hangji_platform::Cx;
use hangji_platform::access::How;
use hangji_platform::access::sessions::{self, Session};
use hangji_store::Tx;
use hangji_ui::components::{Col, Kind as Colour, Table, Td, card, data_table, post_button, tag};
use hangji_ui::{Markup, html, tr};
use hangji_web_core::request::{Params, RequestCx, RequestHead, Shared};
use hangji_web_core::words::moment;

use super::{device, in_person};

/// Ends one, a browser's or a script's.
pub(crate) async fn end(State(app): State<Shared>, head: RequestHead, Path(id): Path<String>) -> Response {
    let act = move |tx: &mut Tx<'_>, rcx: &RequestCx<'_>, cx: &mut Cx| {
        in_person(rcx)?;
        sessions::end(tx, cx, &rcx.app.policy(), rcx.viewer.account, &id, "")?;
        Ok("/account?saved=1".to_owned())
    };
    app.act(head, act, |tx, rcx, refusal| {
        Ok(super::content(tx, rcx, Some(refusal), &Params::default())?.refused(refusal))
    })
    .await
}

/// Ends all in browsers but this one.
pub(crate) async fn end_others(State(app): State<Shared>, head: RequestHead) -> Response {
    let act = move |tx: &mut Tx<'_>, rcx: &RequestCx<'_>, cx: &mut Cx| {
        in_person(rcx)?;
        sessions::end_others(tx, cx, rcx.viewer.account, &rcx.key)?;
        Ok("/account?saved=1".to_owned())
    };
    app.act(head, act, |tx, rcx, refusal| {
        Ok(super::content(tx, rcx, Some(refusal), &Params::default())?.refused(refusal))
    })
    .await
}

/// The list of those in browsers.
pub(crate) fn card_of(rcx: &RequestCx<'_>, all: &[Session]) -> Markup {
    let lang = rcx.lang;
    let rows = all.iter().map(|s| {
        let own = s.key == rcx.key;
        let end = html! {
            @if own { (tag(Colour::Good, &tr(lang, "session-this"))) }
            @else { (post_button(&format!("/account/sessions/{}/end", s.code()), &tr(lang, "session-end"), false)) }
        };
        let mut row = facts_of(rcx, s);
        row.push(Td::of(end));
        row
    });
    let mut columns = columns(rcx);
    columns.push(Col::text(tr(lang, "session-action")));
    let table = Table {
        caption: tr(lang, "session-title").into_owned(),
        columns,
        rows: rows.collect(),
        empty: tr(lang, "session-none").into_owned(),
        ..Table::default()
    };
    let others = all.iter().any(|s| s.key != rcx.key);
    let extra = html! {
        @if others { (post_button("/account/sessions/end-others", &tr(lang, "session-end-others"), false)) }
    };
    card(&tr(lang, "session-title"), extra, data_table(lang, &table))
}

/// The columns that tell of a session.
pub(crate) fn columns(rcx: &RequestCx<'_>) -> Vec<Col> {
    ["session-device", "session-address", "session-how", "session-started", "session-seen"]
        .map(|key| Col::text(tr(rcx.lang, key)))
        .to_vec()
}

/// The cells of those columns.
pub(crate) fn facts_of(rcx: &RequestCx<'_>, s: &Session) -> Vec<Td> {
    let lang = rcx.lang;
    let device = device::words(&s.from.agent).unwrap_or_else(|| tr(lang, "session-unknown").into_owned());
    let address = if s.from.address.is_empty() { "–" } else { &s.from.address };
    vec![
        Td::text(&device).heading(),
        Td::text(address),
        Td::text(&s.how.map_or_else(String::new, |how| how_words(rcx, how))),
        Td::text(&moment(s.started_at)),
        Td::text(&moment(s.seen_at)),
    ]
}

/// How somebody proved who they are, in words.
pub(crate) fn how_words(rcx: &RequestCx<'_>, how: How) -> String {
    let key = match how {
        How::Password => "how-password",
        How::Totp => "how-totp",
        How::Passkey => "how-passkey",
        How::Recovery => "how-recovery",
        How::Oidc => "how-oidc",
        How::Token => "how-token",
    };
    tr(rcx.lang, key).into_owned()
}
