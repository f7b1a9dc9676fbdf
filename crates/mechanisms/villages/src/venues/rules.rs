//! What must hold of venues and works.

use hangji_base::common::in_order;
use hangji_platform::Problem;
use hangji_platform::ledger::declare::FieldReader;
use hangji_store::Day;

/// Closed after its use began.
pub(super) fn closed_after_use_began(v: &FieldReader<'_>, _: Day) -> Option<Problem> {
    in_order(v, "in_use_from", "closed_on", false)
}

/// Not completed before it was started.
pub(super) fn completed_after_it_started(v: &FieldReader<'_>, _: Day) -> Option<Problem> {
    in_order(v, "started_on", "completed_on", true)
}
