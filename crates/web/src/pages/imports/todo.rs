//! The viewer's own files that wait for a decision, as tasks. They are due on no day, and go after some.

use hangji_platform::Result;
use hangji_platform::import::waiting::{self, Waiting};
use hangji_platform::tasks::Standing;
use hangji_store::Tx;
use hangji_ui::components::Task;
use hangji_ui::{tr, tr_args};
use hangji_web_core::request::RequestCx;
use hangji_web_core::tasks::{self, Todo};
use hangji_web_core::words::moment;

use super::link;
use super::list::{state, title};

/// How many wait.
pub(crate) fn pressing(tx: &mut Tx<'_>, rcx: &RequestCx<'_>) -> Result<i64> {
    waiting::count(tx, &rcx.viewer, rcx.app.clock.now_ms())
}

/// Those that go first.
pub(crate) fn list(tx: &mut Tx<'_>, rcx: &RequestCx<'_>, take: i64) -> Result<Vec<Todo>> {
    let mut open = waiting::open(tx, rcx.sys, &rcx.viewer, rcx.app.clock.now_ms())?;
    open.sort_by_key(|w| w.expires_at);
    open.truncate(take.max(0) as usize);
    Ok(open.iter().map(|w| todo(rcx, w)).collect())
}

fn todo(rcx: &RequestCx<'_>, file: &Waiting) -> Todo {
    let until = tr_args(rcx.lang, "import-waits-until", &[("moment", (&moment(file.expires_at)).into())]);
    let task = Task {
        kind: tasks::colour(Standing::Soon),
        tag: tr(rcx.lang, "import-title").into_owned(),
        title: format!("{} · {}", title(rcx, &file.ledger), file.file),
        href: link(file.id),
        detail: format!("{} · {until}", tr(rcx.lang, state(file.stage))),
        steps: None,
    };
    Todo { standing: Standing::Soon, due: None, task }
}
