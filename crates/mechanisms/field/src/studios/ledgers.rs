//! Ledgers of delegate studios.

use hangji_base::common::{began, ended, ends_after_it_began, while_in_force};
use hangji_base::register::PEOPLE;
use hangji_base::roles::TOWNSHIP;
use hangji_platform::ledger::{Choice, Field, Kind, Ledger, choice};
use hangji_platform::{Term, t};

use super::{STUDIO_PEOPLE, STUDIOS, rules};

const OFFICERS: Term = t("区、乡镇党务干部，安排接待", "district and township officers, to arrange reception");
const FIGURES: Term = t("党代表工作室各项指标", "figures of delegate studios");

const ROLES: &[Choice] = &[
    choice("delegate", "进驻党代表", "stationed delegate"),
    choice("head", "负责人", "head"),
    choice("liaison", "联络员", "liaison officer"),
];

/// The ledgers.
pub(super) fn ledgers() -> Vec<Ledger> {
    vec![studios(), studio_people()]
}

fn studios() -> Ledger {
    Ledger::new(STUDIOS, "党代表工作室", "Delegate studios")
        .about("党代表接待党员群众的工作室", "where Party delegates receive members and the masses")
        .written_by(&[TOWNSHIP])
        .purposes(OFFICERS, FIGURES)
        .field(Field::new("code", "工作室编号", "Studio code", Kind::Code(30)).required().also(&["编号", "工作室代码"]))
        .field(Field::new("name", "工作室名称", "Name", Kind::Text(80)).required().also(&["名称", "工作室"]))
        .field(Field::new("opened_on", "设立日期", "Opened on", Kind::Day).required().also(&[
            "成立时间",
            "设立时间",
            "挂牌日期",
        ]))
        .field(
            Field::new("closed_on", "撤销日期", "Closed on", Kind::Day).also(&["撤销时间"]).may_be_future().unlisted(),
        )
        .field(
            Field::new("place", "地点", "Place", Kind::Text(100))
                .also(&["地址", "接待地点"])
                .purpose(t("来访的党员群众", "people who want to come"), t("接待公示", "the public reception notice")),
        )
        .field(
            Field::new("reception_day", "每月接待日", "Reception day of the month", Kind::Whole(1, 31))
                .unit("日", "")
                .also(&["接待日"])
                .purpose(t("来访的党员群众", "people who want to come"), t("接待公示", "the public reception notice")),
        )
        .dated("opened_on")
        .named_by(&["code", "name"])
        .key(&["code"])
        .check(rules::closed_after_it_opened)
        .example(&[
            ("org", "640502102201"),
            ("code", "GZS-640502102"),
            ("name", "东园镇党代表工作室"),
            ("opened_on", "2012-09-01"),
            ("place", "东园镇政府便民服务大厅"),
            ("reception_day", "15"),
        ])
}

fn studio_people() -> Ledger {
    Ledger::new(STUDIO_PEOPLE, "工作室人员", "People of studios")
        .about("进驻工作室的党代表、负责人和联络员", "delegates, heads and liaison officers of studios")
        .written_by(&[TOWNSHIP])
        .purposes(OFFICERS, FIGURES)
        .field(Field::new("studio", "工作室", "Studio", Kind::Record(STUDIOS)).required().also(&[
            "党代表工作室",
            "工作室名称",
            "工作室编号",
        ]))
        .field(Field::new("person", "人员", "Person", Kind::Record(PEOPLE)).required().also(&[
            "姓名",
            "党代表",
            "人员编号",
        ]))
        .field(Field::new("role", "身份", "Role", Kind::Choice(ROLES)).required().also(&["角色", "职责", "人员类别"]))
        .field(began("进驻日期", "Began on", &["进驻时间", "开始日期"]))
        .field(ended("退出日期", "Ended on", &["退出时间", "结束日期"]))
        .dated("began_on")
        .key(&["studio", "person", "role", "began_on"])
        .index(&["person"])
        .involves(&["person"])
        .check(ends_after_it_began)
        .unique_while(&["studio"], while_in_force("began_on", rules::two_heads).only("role", "head"))
        .example(&[
            ("org", "640502102201"),
            ("studio", "GZS-640502102"),
            ("person", "P640502-00001"),
            ("role", "进驻党代表"),
            ("began_on", "2012-09-01"),
        ])
}
