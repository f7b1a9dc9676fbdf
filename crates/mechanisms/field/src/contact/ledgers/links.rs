//! Ledgers of links and of cadres sent down. What they do there is in `field_work`.

use hangji_base::common::{began, ended, ends_after_it_began, while_in_force};
use hangji_base::enterprises::ENTERPRISES;
use hangji_base::households::HOUSEHOLDS;
use hangji_base::register::ORGANISATIONS;
use hangji_base::roles::{CADRE, TOWNSHIP};
use hangji_platform::ledger::{Choice, Field, Kind, Ledger, choice};
use hangji_platform::tasks::{Due, Task};
use hangji_platform::{Term, t};

use super::shared::{OFFICERS, cadre};
use crate::contact::{CAMPAIGN_CADRES, CONTACT_LINKS, VISITS, rules};

const FIGURES: Term =
    t("联系企业、“321”、下基层干部各项指标", "figures of links, of the 321 scheme and of cadres sent down");

const SCHEMES: &[Choice] = &[
    choice("region_enterprise", "自治区机关干部联系企业", "regional cadres linked to enterprises"),
    choice("three_two_one", "“321”定点联系", "321 fixed-point contact"),
    choice("other", "其他联系", "other"),
];
const LINK_TARGETS: &[Choice] = &[
    choice("village", "村", "village"),
    choice("enterprise", "企业", "enterprise"),
    choice("old_member", "困难老党员", "old member in difficulty"),
    choice("household", "困难户", "household in difficulty"),
];
const ROLES: &[Choice] = &[
    choice("policy_publicist", "政策宣传员", "policy publicist"),
    choice("opinion_investigator", "民情调查员", "investigator of people's situation"),
    choice("development_helper", "发展服务员", "development helper"),
    choice("stability_mediator", "维稳调解员", "mediator"),
];

#[expect(clippy::too_many_lines, reason = "one declaration, read as a table")]
pub(super) fn contact_links() -> Ledger {
    Ledger::new(CONTACT_LINKS, "定点联系", "Contact links")
        .about(
            "领导干部定点联系的村、企业、老党员和困难户",
            "the villages, enterprises, old members and households that leading cadres keep contact with",
        )
        .read_by(&[CADRE])
        .written_by(&[TOWNSHIP])
        .purposes(OFFICERS, FIGURES)
        .field(cadre().required())
        .field(Field::new("scheme", "联系制度", "Scheme", Kind::Choice(SCHEMES)).required().also(&["制度", "联系类别"]))
        .field(
            Field::new("target", "联系对象类别", "Target", Kind::Choice(LINK_TARGETS))
                .required()
                .also(&["对象类别", "联系对象"]),
        )
        .field(
            Field::new("enterprise", "联系企业", "Enterprise", Kind::Record(ENTERPRISES)).also(&["企业", "企业名称"]),
        )
        .field(Field::new("household", "联系户", "Household", Kind::Record(HOUSEHOLDS)).also(&[
            "农户",
            "户主",
            "联系农户",
        ]))
        .field(
            Field::new("target_org", "联系村党组织", "Village organisation", Kind::Record(ORGANISATIONS))
                .also(&["联系村", "村党组织"]),
        )
        .field(began("联系起始日期", "Began on", &["开始日期", "起始日期", "联系时间"]))
        .field(ended("联系终止日期", "Ended on", &["结束日期", "终止日期"]))
        .field(
            Field::new("least_visits", "每年至少走访", "Least visits a year", Kind::Whole(0, 365))
                .unit("次", "times")
                .also(&["走访次数要求", "最少走访次数"])
                .reused_in(t("走访提醒", "reminders to visit"))
                .unlisted(),
        )
        .dated("began_on")
        .named_by(&["cadre", "household", "enterprise", "target_org"])
        .involves(&["cadre"])
        .index(&["cadre"])
        .index(&["enterprise"])
        .check(ends_after_it_began)
        .check(rules::the_link_names_its_target)
        .unique_while(&["cadre", "scheme", "enterprise"], while_in_force("enterprise", rules::linked_already))
        .unique_while(&["cadre", "scheme", "household"], while_in_force("household", rules::linked_already))
        .unique_while(&["cadre", "scheme", "target_org"], while_in_force("target_org", rules::linked_already))
        .task(
            // Households only: visits are found by household in their key, by nothing else without a walk through all.
            Task::new("contact_links.visit", "走访", "visits", Due::YearEnd)
                .asks("本年走访次数未达到要求：年底前补足", "fewer visits this year than required: make up for them")
                .while_(
                    "r.household IS NOT NULL AND r.least_visits > 0 AND (r.ended_on IS NULL OR r.ended_on >= {year})
                     AND (SELECT COUNT(*) FROM visits v WHERE v.household = r.household AND v.cadre = r.cadre
                          AND v.state = 0 AND v.date >= {year}) < r.least_visits",
                )
                .warning(45)
                .done_in(VISITS)
                .named(&["cadre"]),
        )
        .example(&[
            ("org", "640502102201"),
            ("cadre", "P640502-00001"),
            ("scheme", "“321”定点联系"),
            ("target", "困难户"),
            ("household", "NH-102201-0001"),
            ("began_on", "2013-01-15"),
            ("least_visits", "4"),
        ])
}

pub(super) fn campaign_cadres() -> Ledger {
    Ledger::new(CAMPAIGN_CADRES, "下基层干部", "Cadres sent down")
        .about("参加“下基层”活动的干部和他们的角色", "cadres enrolled in going to the grassroots, and their role")
        .read_by(&[CADRE])
        .written_by(&[TOWNSHIP])
        .field(cadre().required())
        .field(
            Field::new("role", "角色", "Role", Kind::Choice(ROLES))
                .required()
                .also(&["四员", "身份", "担任角色"])
                .purpose(OFFICERS, FIGURES),
        )
        .field(began("下派日期", "Began on", &["下派时间", "开始日期", "起始日期"]))
        .field(ended("结束日期", "Ended on", &["结束时间", "返回日期"]))
        .dated("began_on")
        .key(&["cadre", "began_on"])
        .involves(&["cadre"])
        .check(ends_after_it_began)
        .unique_while(&["cadre"], while_in_force("began_on", rules::enrolled_already))
        .example(&[
            ("org", "640502102201"),
            ("cadre", "P640502-00001"),
            ("role", "民情调查员"),
            ("began_on", "2013-02-25"),
        ])
}
