//! Requests that wait for the viewer's answer, as tasks.

use hangji_pages::parts::Task;
use hangji_pages::tr;
use hangji_platform::Result;
use hangji_platform::duty::Standing;
use hangji_platform::privacy::requests::{self, Request};
use hangji_store::Tx;

use super::REQUESTS;
use super::own::about;
use crate::request::Visit;
use crate::tasks::{self, Todo};

/// So many days before its last one a request is pressing.
const WARNING_DAYS: i64 = 5;

/// How many are overdue.
pub(crate) fn pressing(tx: &mut Tx<'_>, visit: &Visit<'_>) -> Result<i64> {
    match requests::answers(visit.sys, &visit.viewer) {
        true => requests::waiting(tx, visit.sys, &visit.viewer, Some(visit.today)),
        false => Ok(0),
    }
}

/// Those due first.
pub(crate) fn list(tx: &mut Tx<'_>, visit: &Visit<'_>, take: i64) -> Result<Vec<Todo>> {
    if !requests::answers(visit.sys, &visit.viewer) {
        return Ok(Vec::new());
    }
    let mut open = requests::to_answer(tx, visit.sys, &visit.viewer, true)?;
    open.truncate(take.max(0) as usize);
    Ok(open.iter().map(|request| todo(visit, request)).collect())
}

fn todo(visit: &Visit<'_>, request: &Request<'_>) -> Todo {
    let standing = request.due_on.map_or(Standing::Soon, |due| Standing::of(due, visit.today, WARNING_DAYS));
    let asks = tr(visit.lang, "privacy-task-answer");
    let task = Task {
        kind: tasks::colour(standing),
        tag: tr(visit.lang, "privacy-task").into_owned(),
        title: format!("{} · {}", request.line.org_name, about(visit, request)),
        href: format!("{REQUESTS}/{}", request.line.record.id),
        detail: request
            .due_on
            .map_or_else(|| asks.clone().into_owned(), |due| format!("{} · {asks}", tasks::days(visit, due))),
        steps: None,
    };
    Todo { standing, due: request.due_on, task }
}
