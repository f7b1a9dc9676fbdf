//! The desk: what this person must do, the main figures of the territory and how they moved, its parts compared, what is
//! pinned, and what changed lately. Which of these there is follows from the rights of whoever looks, never from the
//! name of a role.

mod board;
mod changes;
mod entry;
mod pinned;
mod territories;
mod todo;

use axum::extract::State;
use axum::response::Response;
use hangji_platform::Result;
use hangji_platform::figures::Period;
use hangji_platform::tree::lookup::{self, Org};
use hangji_store::Tx;
use hangji_ui::components::{FigureCard, button_link, card, columns, empty_state, figure_strip, heading, tasks};
use hangji_ui::{Markup, html, tr, tr_args};
use hangji_web_core::answer::Content;
use hangji_web_core::readings::period_switch;
use hangji_web_core::request::{ORG, PERIOD, RequestCx, RequestHead, Shared};
use hangji_web_core::{links, listing};

use self::board::Board;

/// The parameter that sorts the territories.
const SORT: &str = "sort";

/// The page.
pub(crate) async fn show(State(app): State<Shared>, head: RequestHead) -> Response {
    app.page(head, |tx, rcx| {
        rcx.head.params.only_of(&[ORG, PERIOD, SORT])?;
        if rcx.viewer.sees_figures() && listing::has_territory(&rcx.scope) {
            return with_figures(tx, rcx);
        }
        without_figures(tx, rcx)
    })
    .await
}

/// The desk's figures at one organisation, as cards; what never happened there is left out.
pub(crate) fn cards_of(tx: &mut Tx<'_>, rcx: &RequestCx<'_>, node: &Org, period: Period) -> Result<Vec<FigureCard>> {
    Ok(Board::over(tx, rcx, node.clone(), Vec::new(), period)?.cards(rcx))
}

fn with_figures(tx: &mut Tx<'_>, rcx: &RequestCx<'_>) -> Result<Content> {
    let Some(node) = rcx.node(tx)? else { return without_figures(tx, rcx) };
    let (lang, period) = (rcx.lang, rcx.period()?);
    let board = Board::read(tx, rcx, node, period)?;
    let node = &board.node;
    let day = rcx.today.to_string();
    let sub = tr_args(lang, "desk-as-of", &[("time", (&day).into())]);
    let side = html! {
        (todo::mine(tx, rcx)?)
        (todo::others(tx, rcx)?)
        (changes::card(tx, rcx)?)
    };
    let every = button_link(&links::figures(&node.code, period), &tr(lang, "desk-every-figure"), false);
    let main = html! {
        (heading(&title(rcx, node), &sub, html! { (period_switch(rcx, period)) (every) }))
        @if board.below.is_empty() { (entry::buttons(rcx)) }
        @if !board.figures.is_empty() { (figure_strip(lang, &board.cards(rcx))) }
        (columns(
            html! {
                (territories::card(rcx, &board)?)
                (pinned::cards(tx, rcx)?)
                @if board.below.is_empty() { (entry::ledgers(tx, rcx, Some(node.id))?) }
            },
            side,
        ))
    };
    Ok(Content::new(tr(lang, "desk-title"), "/", main).at(crumbs(tx, rcx, node, period)?))
}

fn crumbs(tx: &mut Tx<'_>, rcx: &RequestCx<'_>, node: &Org, period: Period) -> Result<Vec<(String, Option<String>)>> {
    let line = lookup::line(tx, &rcx.scope, node.id)?;
    let to = |o: Org| (o.name, Some(links::desk(&o.code, period)));
    let mut crumbs: Vec<(String, Option<String>)> = line.into_iter().map(to).collect();
    if let Some(last) = crumbs.last_mut() {
        last.1 = None;
    }
    Ok(crumbs)
}

fn title(rcx: &RequestCx<'_>, node: &Org) -> String {
    tr_args(rcx.lang, "desk-of", &[("place", (&node.name).into())])
}

/// The desk of those who see no figures: what they must do, may enter and may look at.
fn without_figures(tx: &mut Tx<'_>, rcx: &RequestCx<'_>) -> Result<Content> {
    let lang = rcx.lang;
    let (writes, reads) = entry::lists(rcx);
    let nothing = writes.is_empty() && reads.is_empty();
    let listed = |key: &str, items: &[_]| -> Markup {
        html! { @if !items.is_empty() { (card(&tr(lang, key), html! {}, tasks(items))) } }
    };
    let main = html! {
        (heading(&tr(lang, "desk-title"), "", html! {}))
        (entry::buttons(rcx))
        (columns(
            html! {
                (todo::mine(tx, rcx)?)
                (entry::ledgers(tx, rcx, None)?)
                (listed("desk-you-write", &writes))
                (listed("desk-you-read", &reads))
                @if nothing { (empty_state(&tr(lang, "desk-nothing"), &tr(lang, "desk-nothing-hint"))) }
            },
            html! {
                (todo::others(tx, rcx)?)
                (changes::card(tx, rcx)?)
            },
        ))
    };
    Ok(Content::new(tr(lang, "desk-title"), "/", main))
}
