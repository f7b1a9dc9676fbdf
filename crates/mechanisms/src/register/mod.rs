//! Survey and register (调查摸底, A1): the dated tree of organisations, the units they serve, people and posts.
//!
//! Every other mechanism points here; this one touches nothing but its own ledgers.

mod figures;
mod ledgers;
mod rules;
#[cfg(test)]
mod tests;

pub(crate) use figures::figures;
pub(crate) use ledgers::ledgers;
