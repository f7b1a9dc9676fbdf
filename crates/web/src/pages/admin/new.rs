//! Opening an account: by the system administrator, with a password for one entry. Rights are given afterwards, by the
//! security administrator, among whose tasks it appears.

use axum::extract::State;
use axum::response::Response;
use hangji_platform::access::admin::Opening;
use hangji_platform::access::{Office, sessions};
use hangji_platform::tree::lookup;
use hangji_platform::{Cx, Problem, Refusal, Result};
use hangji_store::Tx;
use hangji_ui::components::{FieldKind, Form, FormField, form, heading};
use hangji_ui::{html, tr};
use hangji_web_core::answer::Content;
use hangji_web_core::error;
use hangji_web_core::extract::Posted;
use hangji_web_core::fields::with_errors;
use hangji_web_core::request::{ORG, Params, RequestCx, RequestHead, Shared};
use hangji_web_core::words::message;

use super::action::{one_time, shown};
use super::{HERE, administration, crumbs};
use crate::pages::account::form_errors;

const LOGIN: &str = "login";
const NAME: &str = "name";

/// The form.
pub(crate) async fn show(State(app): State<Shared>, head: RequestHead) -> Response {
    app.page(head, |tx, rcx| {
        rcx.head.params.only_of(&[])?;
        content(tx, rcx, &Params::default(), None)
    })
    .await
}

fn content(_: &mut Tx<'_>, rcx: &RequestCx<'_>, given: &Params, refused: Option<&Refusal>) -> Result<Content> {
    administration(rcx)?;
    rcx.viewer.holds(&[Office::System])?;
    let lang = rcx.lang;
    let field = |name: &str, key: &str, max, hint: Option<&str>| {
        FormField::new(name, tr(lang, key), FieldKind::Text { max: Some(max) })
            .required()
            .value(given.raw(name).unwrap_or_default())
            .hint(hint.map(|h| tr(lang, h).into_owned()))
    };
    let fields = vec![
        field(LOGIN, "sign-in-user", 40, Some("admin-login-hint")),
        field(NAME, "admin-name", 40, None),
        field(ORG, "admin-org-code", 30, Some("admin-org-hint")),
    ];
    let whole = Form {
        action: "/admin/accounts/new".into(),
        fields: with_errors(rcx, fields, refused),
        submit: tr(lang, "admin-new").into_owned(),
        cancel_href: Some(HERE.into()),
        error_summary: form_errors(rcx, refused, &[LOGIN, NAME, ORG]),
        ..Form::default()
    };
    let title = tr(lang, "admin-new");
    let main = html! { (heading(&title, &tr(lang, "admin-new-about"), html! {})) (form(lang, &whole)) };
    Ok(Content::new(&*title, HERE, main).at(crumbs(rcx, &title)))
}

/// Opens it and shows the password.
pub(crate) async fn open(State(app): State<Shared>, head: RequestHead, Posted(form): Posted) -> Response {
    let (text, password) = match one_time(&app).await {
        Ok(made) => made,
        Err(e) => return error::broken(&head, app.clock, &e),
    };
    let given = form.clone();
    let run = move |tx: &mut Tx<'_>, rcx: &RequestCx<'_>, cx: &mut Cx| {
        let work = administration(rcx)?;
        rcx.viewer.holds(&[Office::System])?;
        let Some(code) = given.get(ORG) else {
            return Err(Refusal::invalid(Problem::at(ORG, message("admin-org-missing", &[]))).into());
        };
        let opening = Opening {
            login: given.get(LOGIN).unwrap_or_default(),
            name: given.get(NAME).unwrap_or_default(),
            org: lookup::by_code(tx, &rcx.scope, code)?.id,
        };
        let id = work.open(tx, cx, &opening, &password)?;
        let login = sessions::login_of(tx, id)?;
        Ok(shown(rcx, id, &login, &text, true))
    };
    app.traced(head, run, move |tx, rcx, refusal| Ok(content(tx, rcx, &form, Some(refusal))?.refused(refusal))).await
}
