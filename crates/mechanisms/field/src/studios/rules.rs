//! What must hold of studios.

use hangji_base::common::in_order;
use hangji_platform::ledger::Clash;
use hangji_platform::ledger::declare::FieldReader;
use hangji_platform::{Message, Problem};
use hangji_store::Day;

/// Closed after it opened.
pub(super) fn closed_after_it_opened(v: &FieldReader<'_>, _: Day) -> Option<Problem> {
    in_order(v, "opened_on", "closed_on", false)
}

/// A studio has one head at a time.
pub(super) fn two_heads(clash: &Clash) -> Message {
    let Clash { theirs, them, .. } = clash;
    Message::new(
        format!("工作室已有负责人{them}（{}）：请先填写其退出日期", theirs.zh),
        format!("the studio has a head already, {them} ({}): end that first", theirs.en),
    )
}
