//! What the account has pinned: each question with its present answer, in the account's own order.

use hangji_pages::parts::{card, data_table, empty_state, plot};
use hangji_pages::{Markup, html, tr};
use hangji_platform::pins::{self, Pin};
use hangji_platform::{Refusal, Result};
use hangji_store::Tx;

use crate::analysis::drawing::drawn;
use crate::analysis::{Ask, sheet};
use crate::pages::analysis::table;
use crate::pages::pins::parsed;
use crate::request::Visit;

/// A card for each pin.
pub(super) fn cards(tx: &mut Tx<'_>, visit: &Visit<'_>) -> Result<Markup> {
    let pins = pins::of(tx, visit.viewer.account)?;
    let mut out = Vec::with_capacity(pins.len());
    for (i, pin) in pins.iter().enumerate() {
        out.push(one(tx, visit, pin, (i, pins.len()))?);
    }
    Ok(html! {
        @if !out.is_empty() {
            section.pins #pins aria-label=(tr(visit.lang, "pins-title")) { @for card in &out { (card) } }
        }
    })
}

fn one(tx: &mut Tx<'_>, visit: &Visit<'_>, pin: &Pin, place: (usize, usize)) -> Result<Markup> {
    let lang = visit.lang;
    match answered(tx, visit, pin, place.0) {
        Ok((title, href, body)) => {
            let open = html! { a href=(href) { (tr(lang, "pin-open")) } };
            Ok(card(&title, open, html! { (body) (tools(visit, pin, place)) }))
        }
        // What it asked about went out of sight, or is no more: said in the same words.
        Err(e) if e.is::<Refusal>() => {
            let body = html! { (empty_state(&tr(lang, "pin-gone"), "")) (tools(visit, pin, place)) };
            Ok(card(&tr(lang, "pins-title"), html! {}, body))
        }
        Err(e) => Err(e),
    }
}

fn answered(tx: &mut Tx<'_>, visit: &Visit<'_>, pin: &Pin, at: usize) -> Result<(String, String, Markup)> {
    let ask = Ask::read(tx, visit, &parsed(&pin.query)?)?;
    let sheet = sheet(tx, visit, &ask)?;
    let figures: Vec<&str> = ask.question.figures.iter().map(|f| visit.t(f.title)).collect();
    let title = format!("{} · {} · {}", figures.join(", "), ask.node.name, sheet.period);
    let table = data_table(visit.lang, &table(visit, &ask, &sheet));
    let drawn = drawn(visit, &ask, &sheet, &format!("pin{at}"));
    let body = html! {
        @match drawn {
            Some(drawn) => {
                (plot(drawn.form, &drawn.plot))
                details.pad { summary { (tr(visit.lang, "figure-as-table")) } (table) }
            }
            None => (table),
        }
    };
    Ok((title, ask.href(), body))
}

fn tools(visit: &Visit<'_>, pin: &Pin, (at, count): (usize, usize)) -> Markup {
    let lang = visit.lang;
    let shift = |way: &str, key: &str| {
        html! {
            form.inline action=(format!("/pins/{}/move", pin.id)) method="post" {
                input type="hidden" name="way" value=(way);
                button.button.quiet type="submit" { (tr(lang, key)) }
            }
        }
    };
    html! {
        div.buttons.pin-tools {
            @if at > 0 { (shift("up", "pin-up")) }
            @if at + 1 < count { (shift("down", "pin-down")) }
            form.inline action=(format!("/pins/{}/remove", pin.id)) method="post" {
                button.button.quiet type="submit" { (tr(lang, "pin-remove")) }
            }
        }
    }
}
