//! Where one stands: among the pages of a list, and in the tree of organisations.

use hangji_platform::Result;
use hangji_platform::tree::lookup;
use hangji_store::{Id, Tx};
use hangji_ui::components::Pager;
use hangji_ui::href_with;

use crate::links;
use crate::request::RequestCx;

/// Where one stands among the pages, with links to the others that keep the rest of the address.
pub fn steps(rcx: &RequestCx<'_>, page: i64, pages: i64, total: i64, shown: i64) -> Pager {
    let here = &rcx.head.here;
    let href = |to: i64| href_with(here, "page", &to.to_string());
    let size = if page < pages { shown } else { 0 };
    let first = if page < pages { (page - 1) * size + 1 } else { total - shown + 1 };
    let number = |n: i64| u64::try_from(n).unwrap_or(0);
    Pager {
        page: number(page),
        pages: number(pages),
        total: number(total),
        first: number(if shown == 0 { 0 } else { first }),
        last: number(if shown == 0 { 0 } else { first + shown - 1 }),
        href_prev: (page > 1).then(|| href(page - 1)),
        href_next: (page < pages).then(|| href(page + 1)),
        href_first: (page > 2).then(|| href(1)),
        href_last: (page + 1 < pages).then(|| href(pages)),
    }
}

/// The line of organisations down to one, each a link to its page.
pub fn org_crumbs(tx: &mut Tx<'_>, rcx: &RequestCx<'_>, node: Id) -> Result<Vec<(String, Option<String>)>> {
    let line = lookup::line(tx, &rcx.scope, node)?;
    Ok(line.into_iter().map(|o| (o.name, Some(links::org(&o.code)))).collect())
}
