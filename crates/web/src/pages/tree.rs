//! The tree of organisations on a day, opened by links: which branches are open, and where long ones begin, stands in the
//! address. A search leads to the branch that holds what was found.

use std::collections::HashMap;

use axum::extract::State;
use axum::response::Response;
use hangji_platform::search::Question;
use hangji_platform::tree::branch;
use hangji_platform::tree::lookup::{self, Org};
use hangji_platform::{Result, tree as orgs};
use hangji_store::{Day, Id, Tx};
use hangji_ui::components::{
    FilterField, FilterKind, Finding, Kind, Marked, Step, TreeNode, card, empty_state, filter_bar, findings, heading,
    notice, tree,
};
use hangji_ui::{Markup, encoded, html, tr, tr_args};
use hangji_web_core::answer::Content;
use hangji_web_core::background::freshen;
use hangji_web_core::links;
use hangji_web_core::request::{Params, RequestCx, RequestHead, Shared};
use hangji_web_core::words::org_kind;

use super::search::lagging;
use crate::search::{organisations, question};

/// Children of a branch on a page.
const PAGE: usize = 100;
/// Branches open at once, and organisations on a page, at most: more would be a page that nobody reads.
const MOST_OPEN: usize = 40;
const MOST_SHOWN: usize = 1_000;
/// Deeper than any tree of organisations: an end for what should have none.
const DEEPEST: usize = 20;
/// What a search shows.
const FOUND: i64 = 30;

/// The page.
pub(crate) async fn show(State(app): State<Shared>, head: RequestHead) -> Response {
    if head.token.is_some() && head.params.get("q").is_some() {
        freshen(&app).await;
    }
    app.page(head, |tx, rcx| {
        rcx.head.params.only_of(&["on", "open", "from", "hit", "q"])?;
        content(tx, rcx)
    })
    .await
}

fn content(tx: &mut Tx<'_>, rcx: &RequestCx<'_>) -> Result<Content> {
    let lang = rcx.lang;
    let on = rcx.on()?;
    let root = match rcx.home(tx)? {
        Some(home) => branch::standing(tx, &rcx.scope, home.id, on)?,
        None => None,
    };
    let look = Look::of(tx, rcx, on, root.as_ref())?;
    let nodes = match root {
        Some(root) => grown(tx, rcx, &look, root)?,
        None => Vec::new(),
    };
    let head = question(&rcx.head.params)?.filter(|_| may_search(rcx));
    let day = on.to_string();
    let as_of = tr_args(lang, "tree-as-of", &[("day", (&day).into())]);
    let title = tr(lang, "tree-title");
    let main = html! {
        (heading(&title, "", html! {}))
        (filter_bar(lang, &fields(rcx, day), &tr(lang, "tree-show"), "/orgs"))
        @if look.is_missing { (notice(Kind::Info, html! { (tr(lang, "tree-hit-missing")) })) }
        @if let (Some(question), None) = (&head, look.hit) {
            @if let Some(text) = lagging(tx, rcx)? { (notice(Kind::Info, html! { (text) })) }
            (found(tx, rcx, &look, question)?)
        }
        (card(&as_of, html! {}, html! {
            @if nodes.is_empty() { (empty_state(&tr(lang, "tree-empty"), "")) } @else { (tree(lang, &nodes)) }
        }))
    };
    Ok(Content::new(title, "/orgs", main).with_script("tree.js"))
}

fn may_search(rcx: &RequestCx<'_>) -> bool {
    rcx.viewer.may_read(rcx.sys, orgs::ORGANISATIONS).is_ok()
}

/// The day, and what is looked for.
fn fields(rcx: &RequestCx<'_>, day: String) -> Vec<FilterField> {
    let field = |name: &str, key: &str, kind, value| FilterField {
        name: name.into(),
        label: tr(rcx.lang, key).into_owned(),
        kind,
        value,
        error: None,
    };
    let mut fields = vec![field("on", "tree-on", FilterKind::Day, day)];
    if may_search(rcx) {
        let q = rcx.head.params.get("q").unwrap_or_default().to_owned();
        fields.push(field("q", "tree-search", FilterKind::Text, q));
    }
    fields
}

/// Which tree: the day, the open branches, where long ones begin, and which organisation is marked.
struct Look {
    on: Day,
    open: Vec<Id>,
    /// By branch, the organisation with which its page begins.
    from: HashMap<Id, Id>,
    hit: Option<Id>,
    /// Whether the marked one does not stand in this tree on the day.
    is_missing: bool,
    q: String,
}

/// The ids of a parameter, apart by points.
fn ids(params: &Params, name: &str) -> Option<Vec<Id>> {
    let text = params.raw(name)?;
    Some(text.split('.').filter_map(|t| t.parse().ok()).take(MOST_OPEN).collect())
}

impl Look {
    fn of(tx: &mut Tx<'_>, rcx: &RequestCx<'_>, on: Day, root: Option<&Org>) -> Result<Look> {
        let params = &rcx.head.params;
        let q = params.get("q").unwrap_or_default().to_owned();
        let hit = params.get("hit").and_then(|text| text.parse().ok());
        let open = ids(params, "open");
        let mut look = Look { on, open: Vec::new(), from: HashMap::new(), hit, is_missing: false, q };
        let starts = ids(params, "from").unwrap_or_default();
        let standing = branch::standing_of(tx, &rcx.scope, &starts, on)?;
        look.from.extend(starts.iter().filter_map(|id| Some((standing.get(id)?.parent, *id))));
        match (open, hit) {
            (Some(open), _) => look.open = open,
            (None, Some(hit)) => look.lead_to(tx, rcx, root, hit)?,
            (None, None) => look.open.extend(root.map(|o| o.id)),
        }
        Ok(look)
    }

    /// Opens the way down to an organisation; where it is far down a long branch, the branch begins with it.
    fn lead_to(&mut self, tx: &mut Tx<'_>, rcx: &RequestCx<'_>, root: Option<&Org>, hit: Id) -> Result<()> {
        let way = branch::way(tx, &rcx.scope, hit, self.on)?;
        let Some(top) = root.filter(|r| way.first() == Some(&r.id)) else {
            self.is_missing = true;
            self.open.extend(root.map(|o| o.id));
            return Ok(());
        };
        self.open = vec![top.id];
        for step in way.windows(2) {
            if branch::before(tx, &rcx.scope, step[0], step[1], self.on)? >= PAGE as i64 {
                self.from.insert(step[0], step[1]);
            }
            self.open.push(step[0]);
        }
        self.open.dedup();
        Ok(())
    }

    /// The address of the tree with these branches open and begun so, at an anchor.
    fn address(&self, open: &[Id], from: &[Id], anchor: Id) -> String {
        let joined = |ids: &[Id]| ids.iter().map(Id::to_string).collect::<Vec<_>>().join(".");
        let mut out = format!("/orgs?on={}&open={}", self.on, joined(open));
        if !from.is_empty() {
            out.push_str(&format!("&from={}", joined(from)));
        }
        if let Some(hit) = self.hit {
            out.push_str(&format!("&hit={hit}"));
        }
        if !self.q.is_empty() {
            out.push_str(&format!("&q={}", encoded(&self.q)));
        }
        format!("{out}#o-{anchor}")
    }

    /// Where branches begin, but for one; in an order that stays.
    fn starts_but(&self, branch: Id) -> Vec<Id> {
        let mut starts: Vec<Id> = self.from.iter().filter(|(b, _)| **b != branch).map(|(_, start)| *start).collect();
        starts.sort_unstable();
        starts
    }

    /// The address with one branch opened, or closed if it is open.
    fn turned(&self, id: Id) -> String {
        let was_open = self.open.contains(&id);
        let kept = self.open.iter().copied().filter(|o| *o != id);
        let open: Vec<Id> = kept.chain((!was_open).then_some(id)).collect();
        let starts: Vec<Id> = self.starts_but(Id(0));
        self.address(&open, if was_open { &[] } else { &starts }, id)
    }

    /// The address with a branch begun at one of its organisations, or from its beginning.
    fn begun(&self, branch: Id, start: Option<Id>) -> String {
        let mut starts = self.starts_but(branch);
        starts.extend(start);
        self.address(&self.open, &starts, start.unwrap_or(branch))
    }
}

/// An open or closed branch, before it is put into words.
struct Branch {
    org: Org,
    /// What of it is shown, if it is open.
    page: Option<branch::Page>,
    children: Vec<Branch>,
}

/// The nodes of the tree from its root down.
fn grown(tx: &mut Tx<'_>, rcx: &RequestCx<'_>, look: &Look, root: Org) -> Result<Vec<TreeNode>> {
    let mut left = MOST_SHOWN;
    let mut shown = vec![root.id];
    let root = open(tx, rcx, look, root, 0, &mut left, &mut shown)?;
    let below = branch::below(tx, &rcx.scope, &shown, look.on)?;
    Ok(vec![node(rcx, look, &below, root)])
}

/// Reads a branch: one statement for each that is open. `left` is how many organisations the page still has room for.
fn open(
    tx: &mut Tx<'_>,
    rcx: &RequestCx<'_>,
    look: &Look,
    org: Org,
    depth: usize,
    left: &mut usize,
    shown: &mut Vec<Id>,
) -> Result<Branch> {
    if !look.open.contains(&org.id) || depth >= DEEPEST || *left == 0 {
        return Ok(Branch { org, page: None, children: Vec::new() });
    }
    let start = look.from.get(&org.id).copied();
    let mut page = branch::page(tx, &rcx.scope, org.id, look.on, start, PAGE.min(*left))?;
    *left -= page.orgs.len();
    shown.extend(page.orgs.iter().map(|o| o.id));
    let mut children = Vec::with_capacity(page.orgs.len());
    for child in std::mem::take(&mut page.orgs) {
        children.push(open(tx, rcx, look, child, depth + 1, left, shown)?);
    }
    Ok(Branch { org, page: Some(page), children })
}

/// A branch in words and links.
fn node(rcx: &RequestCx<'_>, look: &Look, below: &HashMap<Id, i64>, branch: Branch) -> TreeNode {
    let Branch { org, page, children } = branch;
    let kind = org_kind(rcx.sys, rcx.lang, &org.kind);
    let count = below.get(&org.id).copied().unwrap_or(0);
    let words = tr_args(rcx.lang, "tree-below", &[("count", count.into())]);
    let step = |key: &str, start: Option<Id>, to: Id| {
        let words = tr_args(rcx.lang, key, &[("count", PAGE.into()), ("all", org.below.into())]);
        Step { href: look.begun(org.id, start), words, to: to.to_string() }
    };
    let begun = look.from.contains_key(&org.id) && page.is_some();
    TreeNode {
        id: org.id.to_string(),
        meta: if count > 0 { format!("{kind} · {words}") } else { kind },
        href: links::org_on(&org.code, look.on, rcx.today),
        marked: look.hit == Some(org.id),
        open: page.is_some(),
        expand_href: (org.below > 0).then(|| look.turned(org.id)),
        before: begun.then(|| step("tree-from-start", None, org.id)),
        after: page.as_ref().and_then(|p| p.next).map(|next| step("tree-next", Some(next), next)),
        children: children.into_iter().map(|child| node(rcx, look, below, child)).collect(),
        label: org.name,
    }
}

/// What a question finds among the organisations, those that stand on the day by their name of that day, each a link to
/// its place in the tree. One that does not stand then leads to the tree of a day on which it did.
fn found(tx: &mut Tx<'_>, rcx: &RequestCx<'_>, look: &Look, question: &Question) -> Result<Markup> {
    let lang = rcx.lang;
    let (count, hits) = organisations(tx, rcx, question, FOUND)?;
    let ids: Vec<Id> = hits.iter().map(|(id, _)| *id).collect();
    let mut standing = branch::standing_of(tx, &rcx.scope, &ids, look.on)?;
    let mut all = Vec::with_capacity(hits.len());
    for (id, finding) in hits {
        let address = |on: Day| format!("/orgs?on={on}&hit={id}&q={}#o-{id}", encoded(&look.q));
        all.push(match standing.remove(&id) {
            Some(then) => called_then(rcx, question, Finding { href: address(look.on), ..finding }, then.name),
            None => not_then(rcx, look, &lookup::by_id(tx, &rcx.scope, id)?, finding, address),
        });
    }
    let title = tr(lang, "search-results");
    let sum = tr_args(lang, "tree-found", &[("count", count.into())]);
    Ok(card(
        &title,
        html! { span.meta { (sum) } },
        html! {
            @if all.is_empty() { (empty_state(&tr(lang, "search-nothing"), &tr(lang, "search-nothing-hint"))) }
            @else { (findings(&all)) }
        },
    ))
}

/// What was found and does not stand on the day: it leads to a day on which it did.
fn not_then(
    rcx: &RequestCx<'_>,
    look: &Look,
    org: &Org,
    mut finding: Finding,
    address: impl Fn(Day) -> String,
) -> Finding {
    let (stood, day, key) = match look.on < org.from {
        true => (org.from, org.from, "tree-not-yet"),
        false => (org.to.plus_days(-1), org.to, "tree-no-longer"),
    };
    finding.href = address(stood);
    let day = day.to_string();
    finding.place = format!("{} · {}", finding.place, tr_args(rcx.lang, key, &[("day", (&day).into())]));
    finding
}

/// What was found by the name of the day; what it is called now is told where the question meant that.
fn called_then(rcx: &RequestCx<'_>, question: &Question, mut finding: Finding, name: String) -> Finding {
    if name == finding.name.text {
        return finding;
    }
    let then = Marked { marks: question.marks(&name, true), text: name };
    let now = std::mem::replace(&mut finding.name, then);
    if finding.name.marks.is_empty() && !now.marks.is_empty() {
        (finding.field, finding.passage) = (tr(rcx.lang, "tree-now-called").into_owned(), now);
    } else if finding.passage.text == finding.name.text {
        (finding.field, finding.passage) = Default::default();
    }
    finding
}
