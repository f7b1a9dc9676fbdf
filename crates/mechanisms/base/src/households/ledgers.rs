//! The ledger of households.

use hangji_platform::ledger::{Choice, Field, Kind, Ledger, choice};
use hangji_platform::{Term, t};

use super::HOUSEHOLDS;
use crate::register::UNITS;
use crate::roles::{BRANCH, CADRE, DISTRICT, TOWNSHIP};

/// Who arranges contact and visits, and so needs to know whom there is to visit.
const OFFICERS: Term =
    t("区、乡镇党务干部，安排联系走访", "district and township officers, to arrange contact and visits");

const CONDITIONS: &[Choice] = &[
    choice("ordinary", "一般农户", "ordinary"),
    choice("old_member", "老党员户", "old Party member"),
    choice("difficult", "困难户", "in difficulty"),
    choice("low_income", "低保户", "on subsistence allowance"),
    choice("left_behind", "留守户", "left behind"),
];

/// The ledger.
#[must_use]
#[expect(clippy::too_many_lines, reason = "one declaration, read as a table")]
pub fn ledger() -> Ledger {
    let visitors = t("走访的干部", "cadres who visit");
    Ledger::new(HOUSEHOLDS, "农户", "Households")
        .about("走访和联系的农户、居民户", "households that are visited and kept in contact with")
        .read_by(&[CADRE])
        .written_by(&[TOWNSHIP, BRANCH])
        .unmasked_by(&[DISTRICT, TOWNSHIP, BRANCH])
        .purposes(visitors, t("走访安排", "planning of visits"))
        .field(
            Field::new("code", "户编号", "Household code", Kind::Code(30))
                .required()
                .also(&["编号", "农户编号", "户号"])
                .purpose(OFFICERS, t("走访农户数", "households visited")),
        )
        .field(
            Field::new("head", "户主", "Head", Kind::Text(40))
                .required()
                .personal()
                .also(&["户主姓名", "农户", "农户姓名", "姓名"])
                .reused_in(t("走访台账按户引用", "visits refer to the household")),
        )
        .field(Field::new("village", "所在村（社区）", "Village", Kind::Record(UNITS)).also(&[
            "村",
            "村社区",
            "行政村",
            "所在村",
            "村名",
            "社区",
        ]))
        .field(
            Field::new("group_no", "村民小组", "Villagers' group", Kind::Whole(1, 99))
                .ordinal()
                .also(&["小组", "组别", "组"]),
        )
        .field(
            Field::new("address", "住址", "Address", Kind::Text(120)).personal().also(&["地址", "家庭住址"]).unlisted(),
        )
        .field(
            Field::new("phone", "联系电话", "Telephone", Kind::Phone)
                .also(&["电话", "手机", "手机号"])
                .reused_in(t("走访前联系", "calling before a visit")),
        )
        .field(
            Field::new("condition", "户情", "Condition", Kind::Choice(CONDITIONS))
                .required()
                .personal()
                .also(&["类别", "农户类别", "家庭情况"])
                .purpose(OFFICERS, t("“321”联系对象、慰问", "targets of the 321 scheme, relief")),
        )
        .named_by(&["code", "head"])
        .key(&["code"])
        .index(&["head"])
        .example(&[
            ("org", "640502102201"),
            ("code", "NH-102201-0001"),
            ("head", "王五"),
            ("village", "640502102201"),
            ("group_no", "3"),
            ("address", "东园镇韩闸村三组"),
            ("phone", "13900000001"),
            ("condition", "困难户"),
        ])
}
