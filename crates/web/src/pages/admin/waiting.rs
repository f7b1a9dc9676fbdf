//! Accounts that wait for an administrator, among their tasks: those without rights for the one, those without a password
//! for the other.

use hangji_platform::Result;
use hangji_platform::access::Office;
use hangji_platform::access::admin::Administration;
use hangji_platform::access::directory::{Concern, Wanted};
use hangji_platform::tasks::Standing;
use hangji_store::Tx;
use hangji_ui::components::{Kind as Colour, Task};
use hangji_ui::tr;
use hangji_web_core::request::RequestCx;
use hangji_web_core::tasks::Todo;

use super::accounts::concern_key;
use super::{administration, href};

/// The viewer's work, if they are an administrator.
fn work<'v>(rcx: &'v RequestCx<'_>) -> Option<Administration<'v>> {
    if rcx.viewer.office() == Office::Work { None } else { administration(rcx).ok() }
}

/// How many wait.
pub(crate) fn pressing(tx: &mut Tx<'_>, rcx: &RequestCx<'_>) -> Result<i64> {
    let Some(work) = work(rcx) else { return Ok(0) };
    match work.to_do() {
        None => Ok(0),
        concern => work.count(tx, &Wanted { concern, ..Wanted::default() }, rcx.app.clock.now_ms()),
    }
}

/// The first of them.
pub(crate) fn list(tx: &mut Tx<'_>, rcx: &RequestCx<'_>, take: i64) -> Result<Vec<Todo>> {
    let Some(work) = work(rcx) else { return Ok(Vec::new()) };
    let Some(concern) = work.to_do() else { return Ok(Vec::new()) };
    let wanted = Wanted { concern: Some(concern), ..Wanted::default() };
    let found = work.directory(tx, &wanted, 0, take, rcx.app.clock.now_ms())?;
    let page = if concern == Concern::WithoutRole { "/rights" } else { "" };
    let todo = found.into_iter().map(|entry| Todo {
        standing: Standing::Soon,
        due: None,
        task: Task {
            kind: Colour::Warn,
            tag: tr(rcx.lang, concern_key(concern)).into_owned(),
            title: format!("{} · {}", entry.login, entry.name),
            href: format!("{}{page}", href(entry.id)),
            detail: entry.org,
            steps: None,
        },
    });
    Ok(todo.collect())
}
