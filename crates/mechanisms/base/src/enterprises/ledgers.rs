//! The ledger of enterprises.

use hangji_platform::ledger::{Choice, Field, Kind, Ledger, choice};
use hangji_platform::{Term, t};

use super::{ENTERPRISES, rules};
use crate::common::{began, ended, ends_after_it_began};
use crate::register::UNITS;
use crate::roles::TOWNSHIP;

const OFFICERS: Term = t("区、乡镇党务干部，推进组织覆盖", "district and township officers, to extend coverage");
const COVERED: Term = t("非公有制企业党组织覆盖率、组建率", "coverage and formation rates");

const OWNERSHIP: &[Choice] = &[choice("non_public", "非公有制", "non-public"), choice("state", "国有", "state-owned")];
const INDUSTRIES: &[Choice] = &[
    choice("agriculture", "农林牧渔", "agriculture"),
    choice("mining", "采矿业", "mining"),
    choice("manufacturing", "制造业", "manufacturing"),
    choice("energy", "电力能源", "energy"),
    choice("construction", "建筑业", "construction"),
    choice("trade", "批发零售", "trade"),
    choice("transport", "交通物流", "transport"),
    choice("catering", "住宿餐饮", "hotels and catering"),
    choice("tourism", "旅游", "tourism"),
    choice("services", "其他服务业", "other services"),
];

/// The ledger.
#[must_use]
#[expect(clippy::too_many_lines, reason = "one declaration, read as a table")]
pub fn ledger() -> Ledger {
    Ledger::new(ENTERPRISES, "企业", "Enterprises")
        .about("在营企业的职工和党员情况", "enterprises in operation, their staff and members")
        .written_by(&[TOWNSHIP])
        .purposes(OFFICERS, COVERED)
        .field(Field::new("code", "统一社会信用代码", "Credit code", Kind::Code(20)).required().also(&[
            "信用代码",
            "企业代码",
            "注册号",
            "代码",
        ]))
        .field(Field::new("name", "企业名称", "Name", Kind::Text(80)).required().also(&["名称", "单位名称"]))
        .field(
            Field::new("unit", "单位", "Unit", Kind::Record(UNITS))
                .also(&["对应单位"])
                .reused_in(t("与组织树对应", "its place in the tree"))
                .unlisted(),
        )
        .field(
            Field::new("ownership", "所有制", "Ownership", Kind::Choice(OWNERSHIP))
                .required()
                .also(&["企业性质", "经济类型"]),
        )
        .field(
            Field::new("industry", "行业", "Industry", Kind::Choice(INDUSTRIES))
                .also(&["所属行业", "行业类别"])
                .reused_in(t("行业联合组建", "joint organisations by industry")),
        )
        .field(
            Field::new("employees", "职工人数", "Employees", Kind::Whole(0, 1_000_000))
                .required()
                .unit("人", "people")
                .also(&["职工数", "从业人数", "员工人数"])
                .totalled()
                .reused_in(t("30人以上企业组建率", "formation rate at 30 or more employees")),
        )
        .field(
            Field::new("members", "党员人数", "Party members", Kind::Whole(0, 1_000_000))
                .required()
                .unit("人", "people")
                .also(&["党员数"])
                .totalled()
                .reused_in(t(
                    "组建条件判断（三名正式党员）",
                    "whether an organisation can be set up (three full members)",
                )),
        )
        .field(began("开业日期", "Operating from", &["开业时间", "成立日期", "登记日期"]))
        .field(ended("停业日期", "Closed on", &["停业时间", "注销日期"]))
        .dated("began_on")
        .named_by(&["code", "name"])
        .key(&["code"])
        .index(&["name"])
        .check(ends_after_it_began)
        .check(rules::members_are_employees)
        .check(rules::code_has_its_length)
        .example(&[
            ("org", "640502102201"),
            ("code", "916405020000000001"),
            ("name", "中卫市某某商贸有限公司"),
            ("ownership", "非公有制"),
            ("industry", "批发零售"),
            ("employees", "45"),
            ("members", "4"),
            ("began_on", "2008-03-18"),
        ])
}
