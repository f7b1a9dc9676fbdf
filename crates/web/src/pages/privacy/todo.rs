//! Requests that wait for the viewer's answer, as tasks.

use hangji_platform::Result;
use hangji_platform::privacy::requests::{self, Request};
use hangji_platform::tasks::Standing;
use hangji_store::Tx;
use hangji_ui::components::Task;
use hangji_ui::tr;
use hangji_web_core::links::REQUESTS;
use hangji_web_core::request::RequestCx;
use hangji_web_core::tasks::{self, Todo};

use super::subject_access::about;

/// So many days before its last one a request is pressing.
const WARNING_DAYS: i64 = 5;

/// How many are overdue.
pub(crate) fn pressing(tx: &mut Tx<'_>, rcx: &RequestCx<'_>) -> Result<i64> {
    match requests::answers(rcx.sys, &rcx.viewer) {
        true => requests::waiting(tx, rcx.sys, &rcx.viewer, Some(rcx.today)),
        false => Ok(0),
    }
}

/// Those due first.
pub(crate) fn list(tx: &mut Tx<'_>, rcx: &RequestCx<'_>, take: i64) -> Result<Vec<Todo>> {
    if !requests::answers(rcx.sys, &rcx.viewer) {
        return Ok(Vec::new());
    }
    let mut open = requests::to_answer(tx, rcx.sys, &rcx.viewer, true)?;
    open.truncate(take.max(0) as usize);
    Ok(open.iter().map(|request| todo(rcx, request)).collect())
}

fn todo(rcx: &RequestCx<'_>, request: &Request<'_>) -> Todo {
    let standing = request.due_on.map_or(Standing::Soon, |due| Standing::of(due, rcx.today, WARNING_DAYS));
    let asks = tr(rcx.lang, "privacy-task-answer");
    let task = Task {
        kind: tasks::colour(standing),
        tag: tr(rcx.lang, "privacy-task").into_owned(),
        title: format!("{} · {}", request.line.org_name, about(rcx, request)),
        href: format!("{REQUESTS}/{}", request.line.record.id),
        detail: request
            .due_on
            .map_or_else(|| asks.clone().into_owned(), |due| format!("{} · {asks}", tasks::days(rcx, due))),
        steps: None,
    };
    Todo { standing, due: request.due_on, task }
}
