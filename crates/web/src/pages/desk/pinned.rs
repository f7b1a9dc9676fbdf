//! What the account has pinned.

use hangji_pages::{Markup, html};
use hangji_platform::Result;
use hangji_store::Tx;

use crate::request::Visit;

/// A card for each pin.
pub(super) fn cards(_: &mut Tx<'_>, _: &Visit<'_>) -> Result<Markup> {
    Ok(html! {})
}
