//! The page kit: layout, components, languages.
//!
//! Pure functions from plain structs to [`maud::Markup`]. The kit knows nothing of databases, records or HTTP; every
//! page works without scripts, under `default-src 'self'; style-src 'self'` (no inline script, no inline style), in
//! two languages, in large type, on a phone and on paper.
//!
//! * [`lang`]: the two languages, [`words`]: where their words come from
//! * [`shell`]: the whole document around a page's content
//! * [`components`]: the components that pages are made of
//! * [`assets`]: the style sheet and the icon
//! * [`help`]: the help pages' texts

pub mod assets;
pub mod components;
pub mod help;
pub mod lang;
mod registry;
pub mod shell;
pub mod words;

pub use assets::{asset, asset_url};
pub use lang::{Arg, Lang, decimal, number, tr, tr_args};
pub use maud::{Markup, html};
pub use shell::{NavGroup, NavItem, Shell, User, bare_page, bare_page_with, encoded, href_with, page};
