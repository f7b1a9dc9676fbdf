//! What cadres did in the villages: visits, talks, plans and projects.

use std::collections::HashSet;

use anyhow::ensure;
use hangji_base::households::{House, Houses};
use hangji_demokit::cast::Tree;
use hangji_demokit::{Book, Chance, Stage, day};
use hangji_platform::Result;
use hangji_store::{Day, Id};

use super::Visit;
use super::links::{Field, Sent};
use crate::contact::{DEVELOPMENT_PLANS, DEVELOPMENT_PROJECTS, POLICY_TALKS, VISITS};

/// What a year's visits must add up to.
struct Year {
    year: i32,
    /// Households visited at least once, further visits to households, visits to villages, visits to enterprises.
    households: usize,
    again: usize,
    villages: usize,
    enterprises: usize,
    /// Handbooks handed out, visits and talks together.
    handbooks: i64,
    /// Consolation money: sums in yuan and how many of each.
    consolation: &'static [(i64, usize)],
    /// Policy talks and the attendance of all.
    talks: usize,
    attendance: i64,
    /// Plans and projects through the campaign, and others.
    plans: (usize, usize),
    projects: (usize, usize),
}

const YEARS: [Year; 2] = [
    Year {
        year: 2012,
        households: 598,
        again: 64,
        villages: 60,
        enterprises: 18,
        handbooks: 6_350,
        consolation: &[(200, 15), (300, 8)],
        talks: 14,
        attendance: 905,
        plans: (64, 3),
        projects: (3, 1),
    },
    Year {
        year: 2013,
        households: 6_680,
        again: 1_780,
        villages: 420,
        enterprises: 120,
        handbooks: 64_218,
        consolation: &[(200, 16), (300, 12), (600, 2)],
        talks: 48,
        attendance: 3_062,
        plans: (122, 5),
        projects: (6, 2),
    },
];

struct Draft {
    house: Option<usize>,
    village: Option<usize>,
    /// Field and id of the household or enterprise.
    to: Option<(&'static str, Id)>,
    org: Id,
    date: Day,
    cadre: Id,
    handbooks: i64,
    consolation: i64,
    purpose: &'static str,
}

/// Writes them; gives the visits.
pub(super) fn write(book: &mut Book<'_>, chance: &mut Chance, stage: &Stage, field: &Field) -> Result<Vec<Visit>> {
    let (tree, houses): (&Tree, &Houses) = (stage.get()?, stage.get()?);
    let mut visits = Vec::new();
    for y in &YEARS {
        let talked = talks(book, chance, tree, field, y)?;
        let mut drafts = drafts(chance, tree, houses, field, y);
        consolation(&mut drafts, houses, y)?;
        handbooks(&mut drafts, y.handbooks - talked)?;
        drafts.sort_by_key(|d| d.date);
        for d in drafts {
            visits.push(visit(book, chance, d)?);
        }
        plans(book, chance, tree, field, y)?;
        projects(book, chance, tree, field, y)?;
    }
    Ok(visits)
}

/// More in spring, few in the harvest and at the year's end; the campaign of 2012 began in March.
fn date(chance: &mut Chance, year: i32) -> Day {
    const OF_HUNDRED: [usize; 12] = [3, 5, 14, 15, 13, 10, 8, 8, 9, 8, 5, 2];
    let mut left = chance.below(100);
    let mut month = 1;
    for n in OF_HUNDRED {
        if left < n {
            break;
        }
        left -= n;
        month += 1;
    }
    let on = day(year, month.min(12), 1 + chance.below(28) as u32);
    on.max(day(2012, 3, 15))
}

fn cadre(chance: &mut Chance, sent: &[Sent], on: Day) -> Id {
    let there: Vec<&Sent> = sent.iter().filter(|s| s.since <= on).collect();
    match there.as_slice() {
        [] => sent.first().map_or(Id(0), |s| s.person),
        some => some[chance.below(some.len())].person,
    }
}

fn drafts(chance: &mut Chance, tree: &Tree, known: &Houses, field: &Field, y: &Year) -> Vec<Draft> {
    // Villages differ in zeal: some households of slow ones are never reached.
    let zeal: Vec<usize> = (0..tree.villages.len()).map(|_| chance.below(60)).collect();
    let mut houses: Vec<(usize, usize)> =
        known.all.iter().enumerate().map(|(i, h)| (chance.below(100) + zeal[h.village], i)).collect();
    houses.sort_unstable();
    let mut houses: Vec<usize> = houses.into_iter().take(y.households).map(|(_, i)| i).collect();
    for _ in 0..y.again {
        let again = houses[chance.below(y.households)];
        houses.push(again);
    }
    let mut taken = HashSet::new();
    let mut out = Vec::new();
    for i in houses {
        let House { village, id, .. } = known.all[i];
        // Nobody visits one household twice on a day.
        let (date, cadre) = loop {
            let on = date(chance, y.year);
            let sent = cadre(chance, &field.sent[village], on);
            let leader = field.leaders.get(&id).filter(|(_, since)| *since <= on);
            let cadre = leader.map_or(sent, |(cadre, _)| *cadre);
            if taken.insert((i, on, cadre)) {
                break (on, cadre);
            }
        };
        let purpose = ["policy", "opinions", "opinions", "help", "mediation"][chance.below(5)];
        let org = tree.village(village).id;
        let (house, village, to) = (Some(i), Some(village), Some(("household", id)));
        let handbooks = chance.between(3, 10);
        out.push(Draft { house, village, to, org, date, cadre, handbooks, consolation: 0, purpose });
    }
    for nth in 0..y.villages {
        let village = (nth * 7 + chance.below(5)) % tree.villages.len();
        let date = date(chance, y.year);
        let cadre = cadre(chance, &field.sent[village], date);
        let org = tree.village(village).id;
        let (village, handbooks) = (Some(village), chance.between(10, 26));
        let purpose = ["policy", "help"][nth % 2];
        out.push(Draft { house: None, village, to: None, org, date, cadre, handbooks, consolation: 0, purpose });
    }
    for nth in 0..y.enterprises {
        let (enterprise, cadre, org) = field.linked[nth % field.linked.len()];
        let date = date(chance, y.year).max(day(y.year, 5, 21));
        let (to, purpose) = (Some(("enterprise", enterprise)), "help");
        let handbooks = chance.between(0, 4);
        out.push(Draft { house: None, village: None, to, org, date, cadre, handbooks, consolation: 0, purpose });
    }
    out
}

/// Money goes to households in difficulty, at the beginning of the year and in September.
fn consolation(drafts: &mut [Draft], houses: &Houses, y: &Year) -> Result<()> {
    let mut sums: Vec<i64> = y.consolation.iter().flat_map(|(yuan, n)| vec![*yuan; *n]).collect();
    let season = |d: &Draft| matches!(d.date.month(), 1..=3 | 9);
    for d in drafts.iter_mut().filter(|d| season(d) && d.house.is_some_and(|h| houses.all[h].poor)) {
        let Some(yuan) = sums.pop() else { break };
        d.consolation = yuan * 100;
        d.purpose = "consolation";
    }
    ensure!(sums.is_empty(), "too few visits to households in difficulty in {}", y.year);
    Ok(())
}

/// Adds or takes a handbook here and there until the sum is right.
fn handbooks(drafts: &mut [Draft], wanted: i64) -> Result<()> {
    let mut left = wanted - drafts.iter().map(|d| d.handbooks).sum::<i64>();
    let mut at = 0;
    while left != 0 {
        ensure!(at < drafts.len() * 20, "{left} handbooks find no visit");
        let nth = at % drafts.len().max(1);
        let d = &mut drafts[nth];
        at += 1;
        if left > 0 && d.handbooks < 30 {
            d.handbooks += 1;
            left -= 1;
        } else if left < 0 && d.handbooks > 1 {
            d.handbooks -= 1;
            left += 1;
        }
    }
    Ok(())
}

fn visit(book: &mut Book<'_>, chance: &mut Chance, d: Draft) -> Result<Visit> {
    let target = d.to.map_or("village", |(field, _)| field);
    let mut fields = vec![
        ("date", d.date.into()),
        ("cadre", d.cadre.into()),
        ("target", target.into()),
        ("purpose", d.purpose.into()),
        ("content", content(chance, target, d.purpose).into()),
        ("handbooks", d.handbooks.into()),
        ("consolation", (d.consolation > 0).then_some(d.consolation).into()),
    ];
    fields.extend(d.to.map(|(field, id)| (field, id.into())));
    let id = book.add(VISITS, d.org, &fields)?;
    Ok(Visit { id, house: d.house, village: d.village, date: d.date, cadre: d.cadre })
}

fn content(chance: &mut Chance, target: &str, purpose: &str) -> String {
    let first: &[&str] = match (target, purpose) {
        ("enterprise", _) => &["了解企业生产经营和用工情况", "查看企业党员活动室", "与企业负责人商谈融资需求"],
        ("village", "policy") => &["召开村民小组会，宣讲惠农政策", "与村两委座谈，传达会议精神"],
        ("village", _) => &["与村两委商议产业发展", "查看渠道防渗工程进度", "查看村级活动场所"],
        (_, "policy") => {
            &["讲解粮食直补和农资补贴政策", "讲解新农合报销办法", "讲解危房改造申请条件", "发放禁牧政策宣传册"]
        }
        (_, "help") => &["介绍设施蔬菜种植技术", "商量枸杞修剪和销售", "帮助联系小额贷款", "介绍劳务输出岗位"],
        (_, "mediation") => &["调解与邻户的地埂争执", "调解灌水先后问题", "做家庭赡养工作"],
        (_, "consolation") => &["节前慰问，了解过冬取暖情况", "看望生病老人，送去慰问金"],
        _ => &[
            "了解家庭收入和子女上学情况",
            "听取对村务公开的意见",
            "了解春灌用水情况",
            "了解养殖和饲料情况",
            "询问看病就医情况",
        ],
    };
    let then: &[&str] = &["，已记入民情日记", "，约定月底再来", "，反映的事项已登记", "，农户表示满意", "", "", ""];
    format!("{}{}", chance.pick(first), chance.pick(then))
}

/// Writes the year's talks; gives the handbooks handed out at them.
fn talks(book: &mut Book<'_>, chance: &mut Chance, tree: &Tree, field: &Field, y: &Year) -> Result<i64> {
    const TOPICS: &[&str] =
        &["惠农政策面对面", "新农合与养老保险政策", "土地流转政策", "禁牧与生态补偿政策", "党的十八大精神宣讲"];
    let mut handed = 0;
    let mut left = y.attendance;
    for nth in 0..y.talks {
        let village = nth * 37 % tree.villages.len();
        let on = date(chance, y.year);
        let rest = (y.talks - nth) as i64;
        let attendance = if rest == 1 { left } else { (left / rest + chance.between(-18, 18)).max(20) };
        left -= attendance;
        let handbooks = chance.between(30, 90);
        handed += handbooks;
        let org = tree.village(village);
        let speaker = cadre(chance, &field.sent[village], on);
        book.add(
            POLICY_TALKS,
            org.id,
            &[
                ("date", on.into()),
                ("topic", TOPICS[nth % TOPICS.len()].into()),
                ("speaker", speaker.into()),
                ("place", "村级组织活动场所".into()),
                ("attendance", attendance.into()),
                ("handbooks", handbooks.into()),
            ],
        )?;
    }
    Ok(handed)
}

fn plans(book: &mut Book<'_>, chance: &mut Chance, tree: &Tree, field: &Field, y: &Year) -> Result<()> {
    const OUTLINES: &[&str] = &[
        "发展设施蔬菜，改造田间渠道",
        "扩大枸杞种植，组建专业合作社",
        "整治村庄环境，硬化巷道",
        "发展肉羊养殖，建设养殖园区",
    ];
    let start = if y.year == 2012 { 3 } else { 71 };
    for nth in 0..y.plans.0 + y.plans.1 {
        let village = (start + nth) % tree.villages.len();
        let org = tree.village(village);
        let short = org.short();
        let on = date(chance, y.year).max(day(y.year, 4, 1));
        let through = nth < y.plans.0;
        let who = through.then(|| cadre(chance, &field.sent[village], on));
        book.add(
            DEVELOPMENT_PLANS,
            org.id,
            &[
                ("title", format!("{short}{}—{}年发展规划", y.year, y.year + 2).into()),
                ("filed_on", on.into()),
                ("cadre", who.into()),
                ("via_campaign", i64::from(through).into()),
                ("outline", chance.pick(OUTLINES).into()),
            ],
        )?;
    }
    Ok(())
}

fn projects(book: &mut Book<'_>, chance: &mut Chance, tree: &Tree, field: &Field, y: &Year) -> Result<()> {
    const TITLES: &[&str] =
        &["田间渠道防渗改造", "村道硬化", "人畜饮水工程", "养殖园区建设", "太阳能路灯安装", "设施温棚建设"];
    for nth in 0..y.projects.0 + y.projects.1 {
        let village = (nth * 29 + y.year as usize) % tree.villages.len();
        let org = tree.village(village);
        let short = org.short();
        let on = date(chance, y.year).max(day(y.year, 5, 10));
        let through = nth < y.projects.0;
        let who = through.then(|| cadre(chance, &field.sent[village], on));
        let status = if y.year == 2012 { "done" } else { ["approved", "under_way", "submitted", "refused"][nth % 4] };
        book.add(
            DEVELOPMENT_PROJECTS,
            org.id,
            &[
                ("title", format!("{short}{}", TITLES[nth % TITLES.len()]).into()),
                ("submitted_on", on.into()),
                ("cadre", who.into()),
                ("via_campaign", i64::from(through).into()),
                ("amount", (chance.between(8, 90) * 1_000_000).into()),
                ("status", status.into()),
            ],
        )?;
    }
    Ok(())
}
