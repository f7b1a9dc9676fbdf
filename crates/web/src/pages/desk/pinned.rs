//! What the account has pinned: each question with its present answer, in the account's own order.

use hangji_platform::pins::{self, Pin};
use hangji_platform::{Refusal, Result};
use hangji_store::Tx;
use hangji_ui::components::{card, data_table, empty_state, plot};
use hangji_ui::{Markup, html, tr};
use hangji_web_core::request::{Params, RequestCx};

use crate::analysis::drawing::drawn;
use crate::analysis::{Ask, sheet};
use crate::pages::analysis::table;

/// A card for each pin.
pub(super) fn cards(tx: &mut Tx<'_>, rcx: &RequestCx<'_>) -> Result<Markup> {
    let pins = pins::of(tx, rcx.viewer.account)?;
    let mut out = Vec::with_capacity(pins.len());
    for (i, pin) in pins.iter().enumerate() {
        out.push(one(tx, rcx, pin, (i, pins.len()))?);
    }
    Ok(html! {
        @if !out.is_empty() {
            section.pins #pins aria-label=(tr(rcx.lang, "pins-title")) { @for card in &out { (card) } }
        }
    })
}

fn one(tx: &mut Tx<'_>, rcx: &RequestCx<'_>, pin: &Pin, place: (usize, usize)) -> Result<Markup> {
    let lang = rcx.lang;
    match answered(tx, rcx, pin, place.0) {
        Ok((title, href, body)) => {
            let open = html! { a href=(href) { (tr(lang, "pin-open")) } };
            Ok(card(&title, open, html! { (body) (tools(rcx, pin, place)) }))
        }
        // What it asked about went out of sight, or is no more: said in the same words.
        Err(e) if e.is::<Refusal>() => {
            let body = html! { (empty_state(&tr(lang, "pin-gone"), "")) (tools(rcx, pin, place)) };
            Ok(card(&tr(lang, "pins-title"), html! {}, body))
        }
        Err(e) => Err(e),
    }
}

fn answered(tx: &mut Tx<'_>, rcx: &RequestCx<'_>, pin: &Pin, at: usize) -> Result<(String, String, Markup)> {
    let ask = Ask::read(tx, rcx, &Params::of_query(&pin.query)?)?;
    let sheet = sheet(tx, rcx, &ask)?;
    let figures: Vec<&str> = ask.question.figures.iter().map(|f| rcx.t(f.title)).collect();
    let title = format!("{} · {} · {}", figures.join(", "), ask.node.name, sheet.period);
    let table = data_table(rcx.lang, &table(rcx, &ask, &sheet));
    let drawn = drawn(rcx, &ask, &sheet, &format!("pin{at}"));
    let body = html! {
        @match drawn {
            Some(drawn) => {
                (plot(drawn.form, &drawn.plot))
                details.pad { summary { (tr(rcx.lang, "figure-as-table")) } (table) }
            }
            None => (table),
        }
    };
    Ok((title, ask.href(), body))
}

fn tools(rcx: &RequestCx<'_>, pin: &Pin, (at, count): (usize, usize)) -> Markup {
    let lang = rcx.lang;
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
