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
use hangji_pages::parts::{FigureCard, button_link, card, columns, empty_state, figure_strip, heading, tasks};
use hangji_pages::{Markup, html, tr, tr_args};
use hangji_platform::Result;
use hangji_platform::figures::Period;
use hangji_platform::tree::lookup::{self, Org};
use hangji_store::Tx;

use self::board::Board;
pub(crate) use self::territories::by_value;
use super::readings::period_switch;
use crate::answer::Content;
use crate::request::{Asked, ORG, PERIOD, Shared, Visit};
use crate::{links, listing};

/// The parameter that sorts the territories.
const SORT: &str = "sort";

/// The page.
pub(crate) async fn show(State(app): State<Shared>, asked: Asked) -> Response {
    app.page(asked, |tx, visit| {
        visit.asked.params.only_of(&[ORG, PERIOD, SORT])?;
        if visit.viewer.sees_figures() && listing::has_territory(&visit.scope) {
            return with_figures(tx, visit);
        }
        without_figures(tx, visit)
    })
    .await
}

/// The desk's figures at one organisation, as cards; what never happened there is left out.
pub(crate) fn cards_of(tx: &mut Tx<'_>, visit: &Visit<'_>, node: &Org, period: Period) -> Result<Vec<FigureCard>> {
    Ok(Board::over(tx, visit, node.clone(), Vec::new(), period)?.cards(visit))
}

fn with_figures(tx: &mut Tx<'_>, visit: &Visit<'_>) -> Result<Content> {
    let Some(node) = visit.node(tx)? else { return without_figures(tx, visit) };
    let (lang, period) = (visit.lang, visit.period()?);
    let board = Board::read(tx, visit, node, period)?;
    let node = &board.node;
    let day = visit.today.to_string();
    let sub = tr_args(lang, "desk-as-of", &[("time", (&day).into())]);
    let side = html! {
        (todo::mine(tx, visit)?)
        (todo::others(tx, visit)?)
        (changes::card(tx, visit)?)
    };
    let every = button_link(&links::figures(&node.code, period), &tr(lang, "desk-every-figure"), false);
    let main = html! {
        (heading(&title(visit, node), &sub, html! { (period_switch(visit, period)) (every) }))
        @if board.below.is_empty() { (entry::buttons(visit)) }
        @if !board.figures.is_empty() { (figure_strip(lang, &board.cards(visit))) }
        (columns(
            html! {
                (territories::card(visit, &board)?)
                (pinned::cards(tx, visit)?)
                @if board.below.is_empty() { (entry::ledgers(tx, visit, Some(node.id))?) }
            },
            side,
        ))
    };
    Ok(Content::new(tr(lang, "desk-title"), "/", main).at(crumbs(tx, visit, node, period)?))
}

fn crumbs(tx: &mut Tx<'_>, visit: &Visit<'_>, node: &Org, period: Period) -> Result<Vec<(String, Option<String>)>> {
    let line = lookup::line(tx, &visit.scope, node.id)?;
    let to = |o: Org| (o.name, Some(links::desk(&o.code, period)));
    let mut crumbs: Vec<(String, Option<String>)> = line.into_iter().map(to).collect();
    if let Some(last) = crumbs.last_mut() {
        last.1 = None;
    }
    Ok(crumbs)
}

fn title(visit: &Visit<'_>, node: &Org) -> String {
    tr_args(visit.lang, "desk-of", &[("place", (&node.name).into())])
}

/// The desk of those who see no figures: what they must do, may enter and may look at.
fn without_figures(tx: &mut Tx<'_>, visit: &Visit<'_>) -> Result<Content> {
    let lang = visit.lang;
    let (writes, reads) = entry::lists(visit);
    let nothing = writes.is_empty() && reads.is_empty();
    let listed = |key: &str, items: &[_]| -> Markup {
        html! { @if !items.is_empty() { (card(&tr(lang, key), html! {}, tasks(items))) } }
    };
    let main = html! {
        (heading(&tr(lang, "desk-title"), "", html! {}))
        (entry::buttons(visit))
        (columns(
            html! {
                (todo::mine(tx, visit)?)
                (entry::ledgers(tx, visit, None)?)
                (listed("desk-you-write", &writes))
                (listed("desk-you-read", &reads))
                @if nothing { (empty_state(&tr(lang, "desk-nothing"), &tr(lang, "desk-nothing-hint"))) }
            },
            html! {
                (todo::others(tx, visit)?)
                (changes::card(tx, visit)?)
            },
        ))
    };
    Ok(Content::new(tr(lang, "desk-title"), "/", main))
}
