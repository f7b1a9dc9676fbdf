//! The import wizard: a file is uploaded, its columns are confirmed, what each row would do is shown, then it is stored
//! and can be undone. Every step is a page that can be left and come back to; the work itself is the platform's, the same
//! as the command line's.
//!
//! [`upload`] takes the file · [`columns`] which column is which · [`decisions`] what is decided about them · [`preview`] the
//! rows by outcome · [`acts`] run, undo, discard · [`result`] what came of it · [`list`] all imports in reach · [`refused`] the
//! error workbook · [`jobs`] what runs behind the pages.

pub(crate) mod acts;
pub(crate) mod columns;
pub(crate) mod decisions;
pub(crate) mod jobs;
pub(crate) mod list;
mod preview;
pub(crate) mod refused;
mod result;
pub(crate) mod show;
pub(crate) mod todo;
pub(crate) mod upload;

use hangji_platform::Result;
use hangji_platform::import::waiting::{self, Waiting};
use hangji_platform::ledger::Ledger;
use hangji_store::{Id, Tx};
use hangji_ui::{Lang, Markup, html, tr};
use hangji_web_core::answer::Content;
use hangji_web_core::links;
use hangji_web_core::request::RequestCx;

/// The address of an import, from the upload on.
pub(crate) fn link(id: Id) -> String {
    format!("/imports/{id}")
}

/// The id in an address; what is none names nothing.
pub(crate) fn id_of(text: &str) -> Result<Id> {
    text.parse().map_err(|_| waiting::none().into())
}

/// The viewer's waiting file of an address, which they may still import.
pub(crate) fn find<'v>(tx: &mut Tx<'_>, rcx: &RequestCx<'v>, text: &str) -> Result<(&'v Ledger, Waiting)> {
    let file = waiting::one(tx, rcx.sys, &rcx.viewer, id_of(text)?, rcx.app.clock.now_ms())?;
    rcx.viewer.may_write(rcx.sys, &file.ledger)?;
    Ok((rcx.sys.ledger(&file.ledger)?, file))
}

/// The steps of the wizard.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Step {
    Upload,
    Columns,
    Preview,
    Result,
}

/// Where one stands among the steps.
fn steps(lang: Lang, now: Step) -> Markup {
    let all = [
        (Step::Upload, "import-step-upload"),
        (Step::Columns, "import-step-columns"),
        (Step::Preview, "import-step-preview"),
        (Step::Result, "import-step-result"),
    ];
    html! {
        ol.import-steps aria-label=(tr(lang, "import-steps")) {
            @for (step, key) in all {
                li aria-current=[(step == now).then_some("step")] { (tr(lang, key)) }
            }
        }
    }
}

/// A page of the wizard.
fn framed(rcx: &RequestCx<'_>, ledger: &Ledger, file: &str, main: Markup) -> Content {
    let (list, title) = (links::list(ledger.name), rcx.t(ledger.title));
    let crumbs = vec![
        (title.to_owned(), Some(list.clone())),
        (tr(rcx.lang, "import-title").into_owned(), Some(format!("{list}/import"))),
        (file.to_owned(), None),
    ];
    Content::new(format!("{} · {file}", tr(rcx.lang, "import-title")), list, main).at(crumbs)
}
