//! The viewer's own files that wait for a decision, as tasks. They are due on no day, and go after some.

use hangji_pages::parts::Task;
use hangji_pages::{tr, tr_args};
use hangji_platform::Result;
use hangji_platform::duty::Standing;
use hangji_platform::import::waiting::{self, Waiting};
use hangji_store::Tx;

use super::link;
use super::list::{state, title};
use crate::request::Visit;
use crate::tasks::{self, Todo};
use crate::words::moment;

/// How many wait.
pub(crate) fn pressing(tx: &mut Tx<'_>, visit: &Visit<'_>) -> Result<i64> {
    waiting::count(tx, &visit.viewer, visit.app.clock.now_ms())
}

/// Those that go first.
pub(crate) fn list(tx: &mut Tx<'_>, visit: &Visit<'_>, take: i64) -> Result<Vec<Todo>> {
    let mut open = waiting::open(tx, visit.sys, &visit.viewer, visit.app.clock.now_ms())?;
    open.sort_by_key(|w| w.expires_at);
    open.truncate(take.max(0) as usize);
    Ok(open.iter().map(|w| todo(visit, w)).collect())
}

fn todo(visit: &Visit<'_>, file: &Waiting) -> Todo {
    let until = tr_args(visit.lang, "import-waits-until", &[("moment", (&moment(file.expires_at)).into())]);
    let task = Task {
        kind: tasks::colour(Standing::Soon),
        tag: tr(visit.lang, "import-title").into_owned(),
        title: format!("{} · {}", title(visit, &file.ledger), file.file),
        href: link(file.id),
        detail: format!("{} · {until}", tr(visit.lang, state(file.stage))),
        steps: None,
    };
    Todo { standing: Standing::Soon, due: None, task }
}
