//! What the ledgers of contact share.

use hangji_base::register::PEOPLE;
use hangji_platform::ledger::{Field, Kind};
use hangji_platform::{Term, t};

/// Who needs them.
pub(super) const OFFICERS: Term =
    t("区、乡镇党务干部，安排联系走访", "district and township officers, to arrange contact and visits");

/// The cadre who does it.
pub(super) fn cadre() -> Field {
    Field::new("cadre", "干部", "Cadre", Kind::Record(PEOPLE))
        .also(&["姓名", "走访干部", "联系干部", "干部姓名", "走访人"])
        .purpose(OFFICERS, t("下基层干部各项指标、本人的工作台", "figures of cadres sent down, their own desk"))
}
