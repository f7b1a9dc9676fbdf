//! Saved views: a list's query under a name, for oneself or for the territory, and the one that a list opens with.

use hangji_store::{Id, Row, Tx};

use crate::access::{Scope, Viewer};
use crate::ledger::Ledger;
use crate::refusal::{Message, Problem, Refusal};
use crate::{Cx, Result};

/// The most views that an account keeps of one ledger.
pub const MOST: i64 = 30;
/// The most characters of a name.
pub const MOST_NAME: usize = 40;
/// The most bytes of a query.
pub const MOST_QUERY: usize = 2000;

/// A saved view.
#[derive(Debug, Clone)]
pub struct SavedView {
    /// Its id.
    pub id: Id,
    /// What it is called.
    pub name: String,
    /// The query of the list.
    pub query: String,
    /// Whether others of the territory see it.
    pub shared: bool,
    /// Whether it is the viewer's own.
    pub own: bool,
    /// Whether the viewer's list opens with it.
    pub usual: bool,
    org: Id,
    account: Id,
}

/// The views of a ledger that a viewer sees: their own, and those shared with a territory that they belong to.
///
/// # Errors
/// If the database fails.
pub fn list(tx: &mut Tx<'_>, viewer: &Viewer, ledger: &Ledger) -> Result<Vec<SavedView>> {
    let sql = "SELECT v.id, v.name, v.query, v.org, v.account, u.saved FROM saved_view v
               LEFT JOIN usual_view u ON u.account = $1 AND u.ledger = v.ledger
               WHERE v.ledger = $2 AND (v.account = $3 OR (v.org <> 0 AND EXISTS
                 (SELECT 1 FROM territory t WHERE t.org = $4 AND t.node = v.org)))
               ORDER BY v.at, v.id";
    let me = viewer.account;
    let read = |r: &Row<'_>| {
        let (id, org, account) = (r.id(0)?, r.id(3)?, r.id(4)?);
        let usual = r.opt_int(5)? == Some(id.0);
        let (name, query) = (r.text(1)?.to_owned(), r.text(2)?.to_owned());
        Ok(SavedView { id, name, query, shared: org.0 != 0, own: account == me, usual, org, account })
    };
    tx.all(sql, &[me.into(), ledger.name.into(), me.into(), viewer.org.into()], read)
}

/// A view that the viewer sees.
///
/// # Errors
/// A refusal in the words for one that does not exist; a fault.
pub fn one(tx: &mut Tx<'_>, viewer: &Viewer, ledger: &Ledger, id: Id) -> Result<SavedView> {
    let found = list(tx, viewer, ledger)?.into_iter().find(|v| v.id == id);
    found.ok_or_else(|| Refusal::NotFound(Message::new("没有这个视图", "there is no such view")).into())
}

/// Saves a query under a name; shared with the viewer's territory, if their role writes the ledger.
///
/// # Errors
/// A refusal if the name is taken, the name or the query does not fit, there are too many, or the role may not share; a fault.
pub fn save(
    tx: &mut Tx<'_>,
    cx: &mut Cx,
    viewer: &Viewer,
    ledger: &Ledger,
    name: &str,
    query: &str,
    shared: bool,
) -> Result<Id> {
    let name = checked_name(name)?;
    if query.len() > MOST_QUERY {
        return Err(Refusal::bad("筛选条件太多，不能存为视图", "too many conditions for a view").into());
    }
    is_free(tx, viewer.account, ledger, name, Id(0))?;
    let org = if shared { shareable(viewer, ledger)? } else { Id(0) };
    let sql = "SELECT COUNT(*) FROM saved_view WHERE ledger = $1 AND account = $2";
    if tx.number(sql, &[ledger.name.into(), viewer.account.into()])? >= MOST {
        return Err(Refusal::Conflict(Message::new(
            format!("视图已有{MOST}个：请先删除一些"),
            format!("there are {MOST} views already: delete some first"),
        ))
        .into());
    }
    let id = cx.ids.next();
    tx.run(
        "INSERT INTO saved_view (id, account, ledger, org, name, query, at) VALUES ($1, $2, $3, $4, $5, $6, $7)",
        &[
            id.into(),
            viewer.account.into(),
            ledger.name.into(),
            org.into(),
            name.into(),
            query.into(),
            cx.now_ms.into(),
        ],
    )?;
    Ok(id)
}

/// Gives a view another name, another query where one is given, and shares it or takes it back.
///
/// # Errors
/// As [`save`], and if it is not the viewer's to change.
pub fn change(
    tx: &mut Tx<'_>,
    viewer: &Viewer,
    ledger: &Ledger,
    id: Id,
    name: &str,
    query: Option<&str>,
    shared: bool,
) -> Result<()> {
    let view = changeable(tx, viewer, ledger, id)?;
    let name = checked_name(name)?;
    if name != view.name {
        is_free(tx, view.account, ledger, name, id)?;
    }
    let org = match (shared, view.shared) {
        (false, _) => Id(0),
        (true, true) => view.org,
        (true, false) => shareable(viewer, ledger)?,
    };
    let query = query.unwrap_or(&view.query);
    if query.len() > MOST_QUERY {
        return Err(Refusal::bad("筛选条件太多，不能存为视图", "too many conditions for a view").into());
    }
    let sql = "UPDATE saved_view SET name = $1, query = $2, org = $3 WHERE id = $4";
    tx.run(sql, &[name.into(), query.into(), org.into(), id.into()])?;
    Ok(())
}

/// Deletes a view, and with it every choice of opening with it.
///
/// # Errors
/// A refusal if it is not the viewer's to delete; a fault.
pub fn delete(tx: &mut Tx<'_>, viewer: &Viewer, ledger: &Ledger, id: Id) -> Result<()> {
    changeable(tx, viewer, ledger, id)?;
    tx.run("DELETE FROM usual_view WHERE saved = $1", &[id.into()])?;
    tx.run("DELETE FROM saved_view WHERE id = $1", &[id.into()])?;
    Ok(())
}

/// Lets the viewer's list open with a view, or (none) with everything.
///
/// # Errors
/// A refusal if they do not see it; a fault.
pub fn set_usual(tx: &mut Tx<'_>, viewer: &Viewer, ledger: &Ledger, id: Option<Id>) -> Result<()> {
    let key = [viewer.account.into(), ledger.name.into()];
    tx.run("DELETE FROM usual_view WHERE account = $1 AND ledger = $2", &key)?;
    if let Some(id) = id {
        one(tx, viewer, ledger, id)?;
        let sql = "INSERT INTO usual_view (account, ledger, saved) VALUES ($1, $2, $3)";
        tx.run(sql, &[viewer.account.into(), ledger.name.into(), id.into()])?;
    }
    Ok(())
}

/// Whether a viewer may change a view: the owner; and, so that what was shared can be tidied after its owner has left,
/// those who write the ledger over the territory it is shared with.
///
/// # Errors
/// If the database fails.
pub fn may_change(tx: &mut Tx<'_>, viewer: &Viewer, scope: &Scope, ledger: &Ledger, view: &SavedView) -> Result<bool> {
    Ok(view.own || view.shared && viewer.writes(ledger.name) && scope.has_org(tx, view.org)?)
}

fn changeable(tx: &mut Tx<'_>, viewer: &Viewer, ledger: &Ledger, id: Id) -> Result<SavedView> {
    let view = one(tx, viewer, ledger, id)?;
    if may_change(tx, viewer, &viewer.scope(), ledger, &view)? {
        return Ok(view);
    }
    Err(Refusal::Forbidden(Message::new(
        "这是别人共享的视图：只有其本人可以更改；您可以另存一份",
        "this view was shared by somebody else, who alone may change it: save one of your own",
    ))
    .into())
}

fn shareable(viewer: &Viewer, ledger: &Ledger) -> Result<Id> {
    if viewer.writes(ledger.name) && viewer.scope().node().is_some() {
        return Ok(viewer.org);
    }
    Err(Refusal::Forbidden(Message::new(
        "只有可以录入本台账的角色才能共享视图",
        "only roles that write this ledger may share views of it",
    ))
    .into())
}

/// Refuses a name that another of the owner's views of the ledger has.
fn is_free(tx: &mut Tx<'_>, owner: Id, ledger: &Ledger, name: &str, but: Id) -> Result<()> {
    let sql = "SELECT COUNT(*) FROM saved_view WHERE ledger = $1 AND account = $2 AND name = $3 AND id <> $4";
    if tx.number(sql, &[ledger.name.into(), owner.into(), name.into(), but.into()])? == 0 {
        return Ok(());
    }
    Err(Refusal::invalid(Problem::at(
        "name",
        Message::new(
            format!("已有名为“{name}”的视图：请换一个名称，或更改那个视图"),
            format!("there is a view called `{name}` already: choose another name, or change that view"),
        ),
    ))
    .into())
}

fn checked_name(name: &str) -> Result<&str> {
    let name = name.trim();
    let fits = !name.is_empty() && name.chars().count() <= MOST_NAME && !name.chars().any(char::is_control);
    if fits {
        return Ok(name);
    }
    Err(Refusal::invalid(Problem::at(
        "name",
        Message::new(format!("名称应为1到{MOST_NAME}个字"), format!("a name has 1 to {MOST_NAME} characters")),
    ))
    .into())
}
