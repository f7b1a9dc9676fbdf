//! Of whom a second factor is demanded: read by the three administrators, set by the security administrator.

use axum::extract::State;
use axum::response::Response;
use hangji_platform::access::directory::{Concern, Wanted};
use hangji_platform::access::{Demand, Office, session_rules};
use hangji_platform::{Cx, Problem, Refusal, Result};
use hangji_store::Tx;
use hangji_ui::components::{
    FieldKind, Form, FormField, Kind as Colour, button_link, card, facts, form, heading, notice, pad,
};
use hangji_ui::{Markup, html, tr};
use hangji_web_core::answer::Content;
use hangji_web_core::extract::Posted;
use hangji_web_core::fields::{REASON, reason, with_errors};
use hangji_web_core::request::{Params, RequestCx, RequestHead, Shared};
use hangji_web_core::words::message;

use super::{HERE, administration, crumbs, tabs};
use crate::pages::account::form_errors;

const DEMAND: &str = "demand";
const PAGE: &str = "/admin/second-factor";

/// The page.
pub(crate) async fn show(State(app): State<Shared>, head: RequestHead) -> Response {
    app.page(head, |tx, rcx| {
        rcx.head.params.only_of(&["saved"])?;
        content(tx, rcx, &Params::default(), None)
    })
    .await
}

/// The words of a demand.
pub(super) fn key(demand: Demand) -> &'static str {
    match demand {
        Demand::Off => "admin-demand-off",
        Demand::Optional => "admin-demand-optional",
        Demand::Administrators => "admin-demand-administrators",
        Demand::Everybody => "admin-demand-everybody",
    }
}

fn content(tx: &mut Tx<'_>, rcx: &RequestCx<'_>, given: &Params, refused: Option<&Refusal>) -> Result<Content> {
    let lang = rcx.lang;
    let work = administration(rcx)?;
    let demand = work.policy.demand(tx)?;
    let without = Wanted { concern: Some(Concern::WithoutFactor), ..Wanted::default() };
    let without = work.count(tx, &without, rcx.app.clock.now_ms())?;
    let concerned: Vec<&str> =
        rcx.sys.roles.iter().filter(|r| demand.concerns(r.office)).map(|r| rcx.t(r.title)).collect();
    let concerned = if concerned.is_empty() { "–".to_owned() } else { concerned.join(" · ") };
    let fact = |name: &str, text: String| (tr(lang, name).into_owned(), html! { (text) }, None);
    let items = [
        fact("admin-demand", tr(lang, key(demand)).into_owned()),
        fact("admin-demand-roles", concerned),
        fact("admin-concern-no-factor", without.to_string()),
    ];
    let title = tr(lang, "factor-title");
    let main = html! {
        @if rcx.head.params.get("saved").is_some() { (notice(Colour::Good, html! { (tr(lang, "account-saved")) })) }
        (heading(&title, &tr(lang, "admin-demand-about"), html! {}))
        (tabs(rcx, PAGE))
        (card(&tr(lang, "admin-demand"), html! {}, pad(html! {
            (facts(lang, &items))
            @if without > 0 { (button_link(&format!("{HERE}?state={}", Concern::WithoutFactor.code()), &tr(lang, "admin-demand-show"), false)) }
        })))
        @if rcx.viewer.office() == Office::Security { (card(&tr(lang, "admin-demand-set"), html! {}, setting(rcx, demand, given, refused))) }
        @else { (notice(Colour::Info, html! { (tr(lang, "admin-demand-by-security")) })) }
    };
    Ok(Content::new(&*title, HERE, main).at(crumbs(rcx, &title)))
}

fn setting(rcx: &RequestCx<'_>, demand: Demand, given: &Params, refused: Option<&Refusal>) -> Markup {
    let lang = rcx.lang;
    let options = Demand::ALL.map(|d| (d.code().to_owned(), tr(lang, key(d)).into_owned())).to_vec();
    let fields = vec![
        FormField::new(DEMAND, tr(lang, "admin-demand"), FieldKind::Select(options))
            .required()
            .value(given.get(DEMAND).unwrap_or(demand.code())),
        reason(rcx).value(given.raw(REASON).unwrap_or_default()),
    ];
    let whole = Form {
        action: PAGE.into(),
        fields: with_errors(rcx, fields, refused),
        submit: tr(lang, "admin-demand-set").into_owned(),
        error_summary: form_errors(rcx, refused, &[DEMAND, REASON]),
        ..Form::default()
    };
    form(lang, &whole)
}

/// Sets it.
pub(crate) async fn set(State(app): State<Shared>, head: RequestHead, Posted(form): Posted) -> Response {
    let given = form.clone();
    let run = move |tx: &mut Tx<'_>, rcx: &RequestCx<'_>, cx: &mut Cx| {
        let unknown = || {
            let known = Demand::ALL.map(Demand::code).join(", ");
            let value = hangji_web_core::request::short(given.get(DEMAND).unwrap_or_default());
            let args = [("name", DEMAND.into()), ("value", (&value).into()), ("known", (&known).into())];
            Refusal::invalid(Problem::at(DEMAND, message("admin-bad-value", &args)))
        };
        administration(rcx)?;
        rcx.viewer.holds(&[Office::Security])?;
        let demand = given.get(DEMAND).and_then(Demand::from_code).ok_or_else(unknown)?;
        session_rules::set_demand(tx, cx, &rcx.viewer, demand, given.raw(REASON).unwrap_or_default())?;
        Ok(format!("{PAGE}?saved=1"))
    };
    app.act(head, run, move |tx, rcx, refusal| Ok(content(tx, rcx, &form, Some(refusal))?.refused(refusal))).await
}
