//! What must hold of volunteer teams.

use hangji_base::common::in_order;
use hangji_platform::Problem;
use hangji_platform::ledger::declare::FieldReader;
use hangji_store::Day;

/// Formed before it ended.
pub(super) fn formed_before_ended(v: &FieldReader<'_>, _: Day) -> Option<Problem> {
    in_order(v, "formed_on", "ended_on", false)
}
