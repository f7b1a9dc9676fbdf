//! What a request says ([`RequestHead`], [`Params`]), and who asks on which day ([`RequestCx`]), known once the transaction runs.

mod cx;
mod head;
mod params;

pub(crate) use cx::RequestCx;
pub(crate) use head::{Detour, RequestHead};
pub(crate) use params::{ORG, PERIOD, Params, short};

pub(crate) use crate::app::Shared;
