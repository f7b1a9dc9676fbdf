//! What must hold of coverage and demonstration points.

use hangji_base::common::in_order;
use hangji_platform::ledger::Clash;
use hangji_platform::ledger::declare::FieldReader;
use hangji_platform::{Message, Problem};
use hangji_store::Day;

/// Withdrawn after it was approved.
pub(super) fn withdrawn_after_approval(v: &FieldReader<'_>, _: Day) -> Option<Problem> {
    in_order(v, "approved_on", "withdrawn_on", false)
}

/// An organisation covers an enterprise once at a time.
pub(super) fn covered_already(clash: &Clash) -> Message {
    Message::new(
        format!("本党组织已覆盖该企业（{}）", clash.theirs.zh),
        format!("this organisation covers the enterprise already ({})", clash.theirs.en),
    )
}
