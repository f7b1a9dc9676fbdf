//! Figures: named measures over records, that always open onto them.
//!
//! One definition ([`declare`]) gives three things that must agree: the maintained sums ([`upkeep`] keeps them,
//! [`read`] reads them), the [`scan`] over the records, and the [`evidence`] list. [`parts`] turns definitions into SQL,
//! once. A figure is counted on the tree as it stood: events on their own day, stocks on the period's last day.

pub mod analysis;
pub mod declare;
pub mod evidence;
pub mod grid;
pub mod group;
pub mod json;
pub mod parts;
pub mod period;
pub mod read;
pub mod scan;
pub mod upkeep;

pub use declare::{Counting, Facts, Figure, Measure, Part, Share, Shares, Target, Timing, Tone};
pub use parts::Parts;
pub use period::Period;
pub use read::{Reading, Shown};
pub(crate) use upkeep::bring_forward;
