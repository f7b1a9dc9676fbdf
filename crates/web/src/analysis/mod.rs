//! Analysis: what an address asks of the figures ([`ask`]), the answer as one table ([`mod@sheet`]) and as a chart
//! ([`drawing`]). The page, the files, the pins and the API all go through here, so that they show the same.

pub(crate) mod ask;
pub(crate) mod drawing;
pub(crate) mod sheet;

pub(crate) use ask::Ask;
pub(crate) use sheet::{Sheet, sheet};
