//! The generic pages and operations of the API, made from the declarations: one part of the program among others.
//!
//! What this crate is for: a page or operation for whatever ledgers and figures declare. The routes stand in `routes`, the
//! pages in `pages`, the API in `api`; [`ui`] offers them to the application of `hangji-web-core`, on which they stand.
//!
//! What it may not touch: SQL (that is `hangji-platform`), mechanisms by name, words (they live in the `.ftl` files of
//! `hangji-ui`; the terms of ledgers and figures in their declarations).

mod analysis;
mod api;
mod generic;
pub mod oidc;
mod pages;
mod routes;
mod search;

pub use generic::ui;
