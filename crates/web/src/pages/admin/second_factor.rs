//! Of whom a second factor is demanded: read by the three administrators, set by the security administrator.

use axum::extract::State;
use axum::response::Response;
use hangji_pages::parts::{
    FieldKind, Form, FormField, Kind as Colour, button_link, card, facts, form, heading, notice, pad,
};
use hangji_pages::{Markup, html, tr};
use hangji_platform::access::directory::{Concern, Wanted};
use hangji_platform::access::{Demand, Office, policy};
use hangji_platform::{Cx, Problem, Refusal, Result};
use hangji_store::Tx;

use super::{HERE, administration, crumbs, tabs};
use crate::answer::Content;
use crate::pages::account::beside;
use crate::pages::form_fields::with_errors;
use crate::pages::record::{REASON, reason};
use crate::request::{Asked, Params, Posted, Shared, Visit};
use crate::words::said;

const DEMAND: &str = "demand";
const PAGE: &str = "/admin/second-factor";

/// The page.
pub(crate) async fn show(State(app): State<Shared>, asked: Asked) -> Response {
    app.page(asked, |tx, visit| {
        visit.asked.params.only_of(&["saved"])?;
        content(tx, visit, &Params::default(), None)
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

fn content(tx: &mut Tx<'_>, visit: &Visit<'_>, given: &Params, refused: Option<&Refusal>) -> Result<Content> {
    let lang = visit.lang;
    let work = administration(visit)?;
    let demand = work.policy.demand(tx)?;
    let without = Wanted { concern: Some(Concern::WithoutFactor), ..Wanted::default() };
    let without = work.count(tx, &without, visit.app.clock.now_ms())?;
    let concerned: Vec<&str> =
        visit.sys.roles.iter().filter(|r| demand.concerns(r.office)).map(|r| visit.t(r.title)).collect();
    let concerned = if concerned.is_empty() { "–".to_owned() } else { concerned.join(" · ") };
    let fact = |name: &str, text: String| (tr(lang, name).into_owned(), html! { (text) }, None);
    let items = [
        fact("admin-demand", tr(lang, key(demand)).into_owned()),
        fact("admin-demand-roles", concerned),
        fact("admin-concern-no-factor", without.to_string()),
    ];
    let title = tr(lang, "factor-title");
    let main = html! {
        @if visit.asked.params.get("saved").is_some() { (notice(Colour::Good, html! { (tr(lang, "account-saved")) })) }
        (heading(&title, &tr(lang, "admin-demand-about"), html! {}))
        (tabs(visit, PAGE))
        (card(&tr(lang, "admin-demand"), html! {}, pad(html! {
            (facts(lang, &items))
            @if without > 0 { (button_link(&format!("{HERE}?state={}", Concern::WithoutFactor.code()), &tr(lang, "admin-demand-show"), false)) }
        })))
        @if visit.viewer.office() == Office::Security { (card(&tr(lang, "admin-demand-set"), html! {}, setting(visit, demand, given, refused))) }
        @else { (notice(Colour::Info, html! { (tr(lang, "admin-demand-by-security")) })) }
    };
    Ok(Content::new(&*title, HERE, main).at(crumbs(visit, &title)))
}

fn setting(visit: &Visit<'_>, demand: Demand, given: &Params, refused: Option<&Refusal>) -> Markup {
    let lang = visit.lang;
    let options = Demand::ALL.map(|d| (d.code().to_owned(), tr(lang, key(d)).into_owned())).to_vec();
    let fields = vec![
        FormField {
            name: DEMAND.into(),
            label: tr(lang, "admin-demand").into_owned(),
            required: true,
            kind: FieldKind::Select(options),
            value: given.get(DEMAND).unwrap_or(demand.code()).to_owned(),
            ..FormField::default()
        },
        FormField { value: given.raw(REASON).unwrap_or_default().to_owned(), ..reason(visit) },
    ];
    let whole = Form {
        action: PAGE.into(),
        fields: with_errors(visit, fields, refused),
        submit: tr(lang, "admin-demand-set").into_owned(),
        error_summary: beside(visit, refused, &[DEMAND, REASON]),
        ..Form::default()
    };
    form(lang, &whole)
}

/// Sets it.
pub(crate) async fn set(State(app): State<Shared>, asked: Asked, Posted(form): Posted) -> Response {
    let given = form.clone();
    let run = move |tx: &mut Tx<'_>, visit: &Visit<'_>, cx: &mut Cx| {
        let unknown = || {
            let known = Demand::ALL.map(Demand::code).join(", ");
            let value = crate::request::short(given.get(DEMAND).unwrap_or_default());
            let args = [("name", DEMAND.into()), ("value", (&value).into()), ("known", (&known).into())];
            Refusal::invalid(Problem::at(DEMAND, said("admin-bad-value", &args)))
        };
        administration(visit)?;
        visit.viewer.holds(&[Office::Security])?;
        let demand = given.get(DEMAND).and_then(Demand::from_code).ok_or_else(unknown)?;
        policy::set_demand(tx, cx, &visit.viewer, demand, given.raw(REASON).unwrap_or_default())?;
        Ok(format!("{PAGE}?saved=1"))
    };
    app.act(asked, run, move |tx, visit, refusal| Ok(content(tx, visit, &form, Some(refusal))?.refused(refusal))).await
}
