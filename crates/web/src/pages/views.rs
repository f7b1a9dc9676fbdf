//! Saved views of a list: its tabs, and the page on which they are made, renamed, shared and deleted.

use axum::extract::{Path, State};
use axum::response::Response;
use hangji_platform::ledger::Ledger;
use hangji_platform::workspace::views::{self, SavedView};
use hangji_platform::{Cx, Refusal, Result};
use hangji_store::{Id, Tx};
use hangji_ui::components::{
    FieldKind, Form, FormField, Kind as Colour, card, form, heading, notice, pad, segmented, tag,
};
use hangji_ui::{Markup, href_with, html, tr};
use hangji_web_core::answer::Content;
use hangji_web_core::extract::Posted;
use hangji_web_core::fields::{whole_errors, with_errors};
use hangji_web_core::links;
use hangji_web_core::listing::{self, VIEW, carried};
use hangji_web_core::request::{Params, RequestCx, RequestHead, Shared};
use hangji_web_core::words::{message, platform};

/// Where the views of a ledger are kept.
fn place(ledger: &Ledger) -> String {
    format!("{}/views", links::list(ledger.name))
}

/// The list as a view shows it.
fn opened(ledger: &Ledger, view: &SavedView) -> String {
    let query = format!("{}?{}", links::list(ledger.name), view.query);
    href_with(&query, VIEW, &view.id.to_string())
}

/// The address of the view that a bare list opens with, if the viewer chose one that can still be read.
pub(crate) fn usual(tx: &mut Tx<'_>, rcx: &RequestCx<'_>, ledger: &Ledger) -> Result<Option<String>> {
    let Some(view) = views::list(tx, &rcx.viewer, ledger)?.into_iter().find(|v| v.usual) else { return Ok(None) };
    let read = Params::of_query(&view.query).and_then(|q| listing::read_query(tx, rcx, ledger, &q));
    match read {
        Ok(_) => Ok(Some(opened(ledger, &view))),
        // What it names may be gone, or out of the viewer's territory by now.
        Err(e) => hangji_web_core::error::refusal(e).map(|_| None),
    }
}

/// The tabs above a list: everything, the views, and the way to make one.
pub(crate) fn tabs(tx: &mut Tx<'_>, rcx: &RequestCx<'_>, ledger: &Ledger) -> Result<Markup> {
    let lang = rcx.lang;
    let here = rcx.head.params.get(VIEW).unwrap_or("all");
    let found = views::list(tx, &rcx.viewer, ledger)?;
    let mut items = vec![(tr(lang, "view-all").into_owned(), links::everything(ledger.name), here == "all")];
    items.extend(found.iter().map(|v| (v.name.clone(), opened(ledger, v), here == v.id.to_string())));
    let query = links::written(&carried(&rcx.head.params.0));
    Ok(html! {
        div.views {
            @if !found.is_empty() { (segmented(&tr(lang, "views-title"), &items)) }
            a href={ (place(ledger)) "?" (query) } { (tr(lang, "views-manage")) }
        }
    })
}

/// The page.
pub(crate) async fn show(State(app): State<Shared>, head: RequestHead, Path(ledger): Path<String>) -> Response {
    app.page(head, move |tx, rcx| {
        let ledger = rcx.viewer.may_read(rcx.sys, &ledger)?;
        listing::read(tx, rcx, ledger)?;
        let query = links::written(&kept(&rcx.head.params));
        content(tx, rcx, ledger, &query, None, None)
    })
    .await
}

/// What of a list's query a view keeps.
fn kept(params: &Params) -> Vec<(String, String)> {
    carried(&params.0).into_iter().filter(|(n, _)| n != VIEW).collect()
}

/// The query that a form carries, read, checked and written anew.
fn query_of(tx: &mut Tx<'_>, rcx: &RequestCx<'_>, ledger: &Ledger, form: &Params) -> Result<String> {
    checked(tx, rcx, ledger, form.raw("query").unwrap_or_default())
}

/// A list's query as a view keeps it.
///
/// # Errors
/// A refusal if the list could not be opened with it; a fault.
pub(crate) fn checked(tx: &mut Tx<'_>, rcx: &RequestCx<'_>, ledger: &Ledger, query: &str) -> Result<String> {
    let params = Params(kept(&Params::of_query(query)?));
    listing::read_query(tx, rcx, ledger, &params)?;
    Ok(links::written(&params.0))
}

/// Saves the present list as a view.
pub(crate) async fn save(
    State(app): State<Shared>,
    head: RequestHead,
    Path(ledger): Path<String>,
    Posted(form): Posted,
) -> Response {
    let (name, posted) = (ledger.clone(), form.clone());
    let act = move |tx: &mut Tx<'_>, rcx: &RequestCx<'_>, cx: &mut Cx| {
        let ledger = rcx.viewer.may_read(rcx.sys, &name)?;
        let query = query_of(tx, rcx, ledger, &posted)?;
        let called = posted.get("name").unwrap_or_default();
        let shared = posted.get("shared").is_some();
        let id = views::save(tx, cx, &rcx.viewer, ledger, called, &query, shared)?;
        if posted.get("usual").is_some() {
            views::set_usual(tx, &rcx.viewer, ledger, Some(id))?;
        }
        Ok(opened(ledger, &views::one(tx, &rcx.viewer, ledger, id)?))
    };
    let refused = move |tx: &mut Tx<'_>, rcx: &RequestCx<'_>, refusal: &Refusal| {
        let ledger = rcx.viewer.may_read(rcx.sys, &ledger)?;
        let query = form.raw("query").unwrap_or_default();
        Ok(content(tx, rcx, ledger, query, Some(&form), Some(refusal))?.refused(refusal))
    };
    app.act(head, act, refused).await
}

/// Changes a view, deletes it, or lets the list open with it.
pub(crate) async fn change(
    State(app): State<Shared>,
    head: RequestHead,
    Path((ledger, id)): Path<(String, String)>,
    Posted(form): Posted,
) -> Response {
    let name = ledger.clone();
    let act = move |tx: &mut Tx<'_>, rcx: &RequestCx<'_>, _: &mut Cx| {
        let ledger = rcx.viewer.may_read(rcx.sys, &name)?;
        let id = id_of(&id)?;
        let viewer = &rcx.viewer;
        match form.get("act") {
            Some("delete") => views::delete(tx, viewer, ledger, id)?,
            Some("usual") => views::set_usual(tx, viewer, ledger, Some(id))?,
            Some("unusual") => {
                views::one(tx, viewer, ledger, id)?;
                views::set_usual(tx, viewer, ledger, None)?;
            }
            _ => {
                views::one(tx, viewer, ledger, id)?;
                let replaced = form.get("replace").map(|_| query_of(tx, rcx, ledger, &form)).transpose()?;
                let shared = form.get("shared").is_some();
                let called = form.get("name").unwrap_or_default();
                views::change(tx, viewer, ledger, id, called, replaced.as_deref(), shared)?;
            }
        }
        Ok(format!("{}?{VIEW}=all", place(ledger)))
    };
    let refused = move |tx: &mut Tx<'_>, rcx: &RequestCx<'_>, refusal: &Refusal| {
        let ledger = rcx.viewer.may_read(rcx.sys, &ledger)?;
        Ok(content(tx, rcx, ledger, "", None, Some(refusal))?.refused(refusal))
    };
    app.act(head, act, refused).await
}

fn id_of(text: &str) -> Result<Id> {
    text.parse().map_err(|_| Refusal::NotFound(message("view-none", &[])).into())
}

/// `given` is what was typed to save a view; without it a refusal concerns one of those below.
fn content(
    tx: &mut Tx<'_>,
    rcx: &RequestCx<'_>,
    ledger: &Ledger,
    query: &str,
    given: Option<&Params>,
    refused: Option<&Refusal>,
) -> Result<Content> {
    let lang = rcx.lang;
    let found = views::list(tx, &rcx.viewer, ledger)?;
    let mut cards = Vec::with_capacity(found.len());
    for view in &found {
        let may = views::may_change(tx, &rcx.viewer, &rcx.scope, ledger, view)?;
        cards.push(view_card(rcx, ledger, view, query, may));
    }
    let title = format!("{} · {}", rcx.t(ledger.title), tr(lang, "views-title"));
    let above = refused.filter(|_| given.is_none());
    let main = html! {
        @if let Some(refusal) = above { (notice(Colour::Bad, html! { (refusal.text(platform(lang))) })) }
        (heading(&title, &tr(lang, "views-about"), html! {}))
        (card(&tr(lang, "view-save"), html! {}, form(lang, &saving(rcx, ledger, query, given, refused))))
        @for card in cards { (card) }
    };
    let list = links::list(ledger.name);
    let crumbs =
        vec![(rcx.t(ledger.title).to_owned(), Some(list.clone())), (tr(lang, "views-title").into_owned(), None)];
    Ok(Content::new(title, list, main).at(crumbs))
}

fn tick(rcx: &RequestCx<'_>, name: &str, label: &str, on: bool) -> FormField {
    FormField::new(name, tr(rcx.lang, label), FieldKind::Bool).value(if on { "true".into() } else { String::new() })
}

fn called(rcx: &RequestCx<'_>, value: &str) -> FormField {
    FormField::new("name", tr(rcx.lang, "view-name"), FieldKind::Text { max: u32::try_from(views::MOST_NAME).ok() })
        .required()
        .value(value)
}

fn may_share(rcx: &RequestCx<'_>, ledger: &Ledger) -> bool {
    rcx.viewer.writes(ledger.name) && rcx.scope.node().is_some()
}

fn saving(
    rcx: &RequestCx<'_>,
    ledger: &Ledger,
    query: &str,
    given: Option<&Params>,
    refused: Option<&Refusal>,
) -> Form {
    let text = |name: &str| given.and_then(|g| g.get(name)).unwrap_or_default();
    let refused = refused.filter(|_| given.is_some());
    let mut fields = vec![FormField::hidden("query", query), called(rcx, text("name"))];
    fields.extend(may_share(rcx, ledger).then(|| tick(rcx, "shared", "view-share", !text("shared").is_empty())));
    fields.push(tick(rcx, "usual", "view-usual", !text("usual").is_empty()));
    Form {
        action: place(ledger),
        fields: with_errors(rcx, fields, refused),
        submit: tr(rcx.lang, "view-save").into_owned(),
        cancel_href: Some(format!("{}?{query}", links::list(ledger.name))),
        error_summary: whole_errors(rcx, ledger, refused).into_iter().filter(|_| refused.is_some()).collect(),
        ..Form::default()
    }
}

fn view_card(rcx: &RequestCx<'_>, ledger: &Ledger, view: &SavedView, query: &str, may: bool) -> Markup {
    let lang = rcx.lang;
    let action = format!("{}/{}", place(ledger), view.id);
    let button = |act: &str, words: &str| {
        html! {
            form.inline action=(action) method="post" {
                input type="hidden" name="act" value=(act);
                button.button type="submit" aria-label={ (tr(lang, words)) (tr(lang, "colon")) (view.name) } { (tr(lang, words)) }
            }
        }
    };
    // A form for each view: the fields of one are told from those of another by the view's id in theirs.
    let change = may.then(|| {
        let mut fields = vec![FormField::hidden("query", query), called(rcx, &view.name)];
        if view.shared || may_share(rcx, ledger) {
            fields.push(tick(rcx, "shared", "view-share", view.shared));
        }
        fields.push(tick(rcx, "replace", "view-replace", false));
        Form {
            action: action.clone(),
            id: Some(view.id.to_string()),
            fields,
            submit: tr(lang, "view-change").into_owned(),
            ..Form::default()
        }
    });
    let tags = html! {
        @if view.usual { (tag(Colour::Good, &tr(lang, "view-is-usual"))) " " }
        @if view.shared { (tag(Colour::Info, &tr(lang, "view-is-shared"))) }
    };
    card(
        &view.name,
        tags,
        html! {
            (pad(html! {
                div.buttons {
                    a.button href=(opened(ledger, view)) { (tr(lang, "view-open")) }
                    @if view.usual { (button("unusual", "view-unusual")) } @else { (button("usual", "view-make-usual")) }
                    @if may { (button("delete", "view-delete")) }
                }
            }))
            @if let Some(change) = &change { (form(lang, change)) }
        },
    )
}
