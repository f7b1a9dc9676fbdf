//! Ledgers of contact: links, cadres sent down, and the households they visit. What they do there is in `work`.

use hangji_platform::ledger::{Choice, Field, Kind, Ledger, choice};
use hangji_platform::tasks::{Due, Task};
use hangji_platform::{Term, t};

use super::{field_work, rules};
use crate::common::{began, ended, ends_after_it_began};
use crate::roles::{BRANCH, CADRE, DISTRICT, TOWNSHIP};

pub(super) const OFFICERS: Term =
    t("区、乡镇党务干部，安排联系走访", "district and township officers, to arrange contact and visits");
const FIGURES: Term =
    t("联系企业、“321”、下基层干部各项指标", "figures of links, of the 321 scheme and of cadres sent down");

const CONDITIONS: &[Choice] = &[
    choice("ordinary", "一般农户", "ordinary"),
    choice("old_member", "老党员户", "old Party member"),
    choice("difficult", "困难户", "in difficulty"),
    choice("low_income", "低保户", "on subsistence allowance"),
    choice("left_behind", "留守户", "left behind"),
];
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

/// The ledgers.
pub(crate) fn ledgers() -> Vec<Ledger> {
    let mut all = vec![households(), contact_links(), campaign_cadres()];
    all.extend(field_work::ledgers());
    all
}

/// The cadre who does it.
pub(super) fn cadre() -> Field {
    Field::new("cadre", "干部", "Cadre", Kind::Record("people"))
        .also(&["姓名", "走访干部", "联系干部", "干部姓名", "走访人"])
        .purpose(OFFICERS, t("下基层干部各项指标、本人的工作台", "figures of cadres sent down, their own desk"))
}

fn households() -> Ledger {
    let visitors = t("走访的干部", "cadres who visit");
    Ledger::new("households", "农户", "Households")
        .about("走访和联系的农户、居民户", "households that are visited and kept in contact with")
        .read_by(&[CADRE])
        .written_by(&[TOWNSHIP, BRANCH])
        .unmasked_by(&[DISTRICT, TOWNSHIP, BRANCH])
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
                .purpose(visitors, t("走访台账按户引用", "visits refer to the household")),
        )
        .field(
            Field::new("village", "所在村（社区）", "Village", Kind::Record("units"))
                .also(&["村", "村社区", "行政村", "所在村", "村名", "社区"])
                .purpose(visitors, t("走访安排", "planning of visits")),
        )
        .field(
            Field::new("group_no", "村民小组", "Villagers' group", Kind::Whole(1, 99))
                .ordinal()
                .also(&["小组", "组别", "组"])
                .purpose(visitors, t("走访安排", "planning of visits")),
        )
        .field(
            Field::new("address", "住址", "Address", Kind::Text(120))
                .personal()
                .also(&["地址", "家庭住址"])
                .purpose(visitors, t("走访安排", "planning of visits"))
                .unlisted(),
        )
        .field(
            Field::new("phone", "联系电话", "Telephone", Kind::Phone)
                .also(&["电话", "手机", "手机号"])
                .purpose(visitors, t("走访前联系", "calling before a visit")),
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

fn contact_links() -> Ledger {
    Ledger::new("contact_links", "定点联系", "Contact links")
        .about(
            "领导干部定点联系的村、企业、老党员和困难户",
            "the villages, enterprises, old members and households that leading cadres keep contact with",
        )
        .read_by(&[CADRE])
        .written_by(&[TOWNSHIP])
        .field(cadre().required())
        .field(
            Field::new("scheme", "联系制度", "Scheme", Kind::Choice(SCHEMES))
                .required()
                .also(&["制度", "联系类别"])
                .purpose(OFFICERS, FIGURES),
        )
        .field(
            Field::new("target", "联系对象类别", "Target", Kind::Choice(LINK_TARGETS))
                .required()
                .also(&["对象类别", "联系对象"])
                .purpose(OFFICERS, FIGURES),
        )
        .field(
            Field::new("enterprise", "联系企业", "Enterprise", Kind::Record("enterprises"))
                .also(&["企业", "企业名称"])
                .purpose(OFFICERS, FIGURES),
        )
        .field(
            Field::new("household", "联系户", "Household", Kind::Record("households"))
                .also(&["农户", "户主", "联系农户"])
                .purpose(OFFICERS, FIGURES),
        )
        .field(
            Field::new("target_org", "联系村党组织", "Village organisation", Kind::Record("organisations"))
                .also(&["联系村", "村党组织"])
                .purpose(OFFICERS, FIGURES),
        )
        .field(began("联系起始日期", "Began on", &["开始日期", "起始日期", "联系时间"]))
        .field(ended("联系终止日期", "Ended on", &["结束日期", "终止日期"]))
        .field(
            Field::new("least_visits", "每年至少走访", "Least visits a year", Kind::Whole(0, 365))
                .unit("次", "times")
                .also(&["走访次数要求", "最少走访次数"])
                .purpose(OFFICERS, t("走访提醒", "reminders to visit"))
                .unlisted(),
        )
        .dated("began_on")
        .named_by(&["cadre", "household", "enterprise", "target_org"])
        .involves(&["cadre"])
        .index(&["cadre"])
        .index(&["enterprise"])
        .check(ends_after_it_began)
        .check(rules::the_link_names_its_target)
        .guard(rules::no_link_twice)
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
                .done_in("visits")
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

fn campaign_cadres() -> Ledger {
    Ledger::new("campaign_cadres", "下基层干部", "Cadres sent down")
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
        .guard(rules::enrolled_once_at_a_time)
        .example(&[
            ("org", "640502102201"),
            ("cadre", "P640502-00001"),
            ("role", "民情调查员"),
            ("began_on", "2013-02-25"),
        ])
}
