//! What a request says ([`RequestHead`], [`Params`]), and who asks on which day ([`RequestCx`]), known once the transaction runs.

mod cx;
mod head;
mod params;

pub use cx::RequestCx;
pub(crate) use head::Detour;
pub use head::RequestHead;
pub use params::{ORG, PERIOD, Params, has_nul, short};

pub use crate::app::Shared;
