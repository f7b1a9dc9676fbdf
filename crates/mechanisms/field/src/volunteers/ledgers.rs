//! Ledgers of volunteers.

use hangji_base::common::{began, ended, ends_after_it_began};
use hangji_base::register::PEOPLE;
use hangji_base::roles::{BRANCH, TOWNSHIP};
use hangji_platform::ledger::{Choice, Field, Kind, Ledger, choice};
use hangji_platform::{Term, t};

use super::{VOLUNTEER_TEAMS, VOLUNTEERS, rules};

const OFFICERS: Term =
    t("区、乡镇党务干部，组织志愿服务", "district and township officers, to organise volunteer service");
const FIGURES: Term = t("志愿者队伍、志愿者指标", "figures of teams and volunteers");

const FIELDS: &[Choice] = &[
    choice("policy", "政策宣传", "policy publicity"),
    choice("care", "扶弱助困", "care for those in need"),
    choice("mediation", "矛盾调解", "mediation"),
    choice("environment", "环境卫生", "environment"),
    choice("science", "科技服务", "science and technology"),
    choice("culture", "文化体育", "culture and sport"),
];

/// The ledgers.
pub(super) fn ledgers() -> Vec<Ledger> {
    vec![volunteer_teams(), volunteers()]
}

fn volunteer_teams() -> Ledger {
    Ledger::new(VOLUNTEER_TEAMS, "志愿者队伍", "Volunteer teams")
        .about("党员志愿者服务队", "teams of volunteers")
        .written_by(&[TOWNSHIP])
        .purposes(OFFICERS, FIGURES)
        .field(Field::new("code", "队伍编号", "Team code", Kind::Code(30)).required().also(&["编号", "队伍代码"]))
        .field(Field::new("name", "队伍名称", "Name", Kind::Text(80)).required().also(&["名称", "服务队名称"]))
        .field(
            Field::new("field", "服务领域", "Field of service", Kind::Choice(FIELDS))
                .required()
                .also(&["领域", "服务内容"])
                .reused_in(t("服务领域分布", "fields of service")),
        )
        .field(Field::new("formed_on", "成立日期", "Formed on", Kind::Day).required().also(&["成立时间", "组建时间"]))
        .field(ended("解散日期", "Ended on", &["解散时间"]))
        .dated("formed_on")
        .named_by(&["code", "name"])
        .key(&["code"])
        .check(rules::formed_before_ended)
        .example(&[
            ("org", "640502102201"),
            ("code", "ZYD-01"),
            ("name", "东园镇党员志愿者服务队"),
            ("field", "扶弱助困"),
            ("formed_on", "2012-07-01"),
        ])
}

fn volunteers() -> Ledger {
    Ledger::new(VOLUNTEERS, "志愿者", "Volunteers")
        .about("志愿者队伍的成员", "members of volunteer teams")
        .written_by(&[TOWNSHIP, BRANCH])
        .purposes(OFFICERS, FIGURES)
        .field(Field::new("team", "队伍", "Team", Kind::Record(VOLUNTEER_TEAMS)).required().also(&[
            "志愿者队伍",
            "队伍名称",
            "服务队",
        ]))
        .field(Field::new("person", "人员", "Person", Kind::Record(PEOPLE)).required().also(&[
            "姓名",
            "志愿者姓名",
            "人员编号",
        ]))
        .field(began("加入日期", "Joined on", &["加入时间"]))
        .field(ended("退出日期", "Left on", &["退出时间"]))
        .dated("began_on")
        .key(&["team", "person", "began_on"])
        .index(&["person"])
        .involves(&["person"])
        .check(ends_after_it_began)
        .example(&[
            ("org", "640502102201"),
            ("team", "ZYD-01"),
            ("person", "P640502-00001"),
            ("began_on", "2012-07-01"),
        ])
}
