//! The tree of organisations on a day, opened by links: which branches are open stands in the address.

use axum::extract::State;
use axum::response::Response;
use hangji_pages::parts::{FilterField, FilterKind, TreeNode, card, empty_state, filter_bar, heading, tree};
use hangji_pages::{html, tr, tr_args};
use hangji_platform::tree::lookup::{self, Org};
use hangji_platform::{Refusal, Result};
use hangji_store::{Day, Id, Tx};

use crate::answer::Content;
use crate::links;
use crate::request::{Asked, Shared, Visit};
use crate::words::{org_kind, said};

/// Branches open at once, at most: more would be a page of thousands of rows.
const MOST_OPEN: usize = 40;

/// The page.
pub(crate) async fn show(State(app): State<Shared>, asked: Asked) -> Response {
    app.page(asked, |tx, visit| {
        visit.asked.params.only_of(&["on", "open"])?;
        content(tx, visit)
    })
    .await
}

/// Which tree: the day and the open branches.
struct Look {
    on: Day,
    open: Vec<Id>,
}

impl Look {
    fn of(visit: &Visit<'_>, root: Option<Id>) -> Result<Look> {
        let on = match visit.asked.params.get("on") {
            Some(text) => text.parse().map_err(|_| Refusal::BadRequest(said("bad-day", &[("value", text.into())])))?,
            None => visit.today,
        };
        let given = visit.asked.params.raw("open");
        let ids = given.map(|text| text.split('.').filter_map(|t| t.parse().ok()).take(MOST_OPEN).collect());
        Ok(Look { on, open: ids.unwrap_or_else(|| root.into_iter().collect()) })
    }

    /// The address with one branch opened, or closed if it is open.
    fn turned(&self, id: Id) -> String {
        let was_open = self.open.contains(&id);
        let kept = self.open.iter().copied().filter(|o| *o != id);
        let ids: Vec<String> = kept.chain((!was_open).then_some(id)).map(|i| i.to_string()).collect();
        format!("/orgs?on={}&open={}#o-{id}", self.on, ids.join("."))
    }
}

fn content(tx: &mut Tx<'_>, visit: &Visit<'_>) -> Result<Content> {
    let lang = visit.lang;
    let root = visit.home(tx)?;
    let look = Look::of(visit, root.as_ref().map(|o| o.id))?;
    let nodes = match root {
        Some(root) => vec![node(tx, visit, &look, root, 0)?],
        None => Vec::new(),
    };
    let day = look.on.to_string();
    let as_of = tr_args(lang, "tree-as-of", &[("day", (&day).into())]);
    let when =
        FilterField { name: "on".into(), label: tr(lang, "tree-on").into_owned(), kind: FilterKind::Day, value: day };
    let title = tr(lang, "tree-title");
    let main = html! {
        (heading(&title, "", html! {}))
        (filter_bar(lang, &[when], &tr(lang, "tree-show"), "/orgs"))
        (card(&as_of, html! {}, html! {
            @if nodes.is_empty() { (empty_state(&tr(lang, "tree-empty"), "")) } @else { (tree(lang, &nodes)) }
        }))
    };
    Ok(Content::new(title, "/orgs", main))
}

/// Deeper than any tree of organisations: an end for what should have none.
const DEEPEST: usize = 20;

fn node(tx: &mut Tx<'_>, visit: &Visit<'_>, look: &Look, org: Org, depth: usize) -> Result<TreeNode> {
    let open = look.open.contains(&org.id) && depth < DEEPEST;
    let mut children = Vec::new();
    if open {
        for child in lookup::children(tx, &visit.scope, org.id, look.on)? {
            children.push(node(tx, visit, look, child, depth + 1)?);
        }
    }
    let kind = org_kind(visit.sys, visit.lang, &org.kind);
    let below = tr_args(visit.lang, "tree-below", &[("count", org.below.into())]);
    Ok(TreeNode {
        meta: if org.below > 0 { format!("{kind} · {below}") } else { kind },
        href: links::org(&org.code),
        open,
        expand_href: (org.below > 0 || !children.is_empty()).then(|| look.turned(org.id)),
        label: org.name,
        children,
    })
}
