//! Grading rounds of 2012 and 2013 and the rectification that followed.

use hangji_platform::Result;
use hangji_platform::ledger::Value;
use hangji_store::Day;

use crate::book::Book;
use crate::chance::{Chance, day};
use crate::staff::Staff;
use crate::tree::Tree;

/// Organisations graded lagging in 2013, by sector: uneven, and more in villages.
const LAGGING_2013: &[(&str, usize)] =
    &[("village", 24), ("community", 3), ("non_public", 8), ("institution", 3), ("agency", 2), ("social", 1)];
const LAGGING_2012: &[(&str, usize)] =
    &[("village", 29), ("community", 4), ("non_public", 6), ("institution", 5), ("agency", 2), ("social", 1)];
/// Files opened in 2012, and how many of those converted.
const OPENED_2012: usize = 44;
const CONVERTED_2012: usize = 40;

/// Who was found lagging, and which secretaries unfit.
pub(crate) struct Rounds {
    pub(crate) lagging_2012: Vec<usize>,
    pub(crate) lagging_2013: Vec<usize>,
    pub(crate) unfit: Vec<(usize, Day)>,
}

/// Chooses them. Those that lagged in 2012 seldom lag again (relapse: two).
pub(crate) fn choose(chance: &mut Chance, tree: &Tree) -> Rounds {
    let mut take = |quota: &[(&str, usize)], avoid: &[usize]| {
        let mut out = Vec::new();
        for (sector, n) in quota {
            let old = |o: &usize| tree.all[*o].from < day(2011, 12, 1) && tree.all[*o].kind != "committee";
            let mut fit: Vec<usize> = tree.standing_in(sector).filter(old).filter(|o| !avoid.contains(o)).collect();
            chance.shuffle(&mut fit);
            // Half of them in three townships in the mountains and one at the river: unevenness is what one must see.
            fit.sort_by_key(|o| !matches!(tree.all[*o].township, Some(6 | 9 | 10 | 7)) || o % 2 == 0);
            out.extend(fit.into_iter().take(*n));
        }
        out
    };
    let lagging_2012 = take(LAGGING_2012, &[]);
    let mut lagging_2013 = take(LAGGING_2013, &lagging_2012);
    // Two relapses take the place of two others.
    lagging_2013[0] = lagging_2012[3];
    lagging_2013[1] = lagging_2012[7];
    let elsewhere = tree.villages.iter().copied().find(|v| !lagging_2012.contains(v) && !lagging_2013.contains(v));
    let mut unfit = vec![
        (lagging_2013[4], day(2013, 7, 18)),
        (lagging_2013[9], day(2013, 8, 26)),
        (lagging_2012[1], day(2012, 7, 9)),
        (lagging_2012[5], day(2012, 8, 20)),
        (lagging_2012[11], day(2012, 9, 3)),
    ];
    // Unfit too, but not under rectification: counts in no figure of rectification.
    unfit.extend(elsewhere.map(|v| (v, day(2013, 9, 12))));
    Rounds { lagging_2012, lagging_2013, unfit }
}

/// Writes gradings and rectification files.
pub(crate) fn write(
    book: &mut Book<'_>,
    chance: &mut Chance,
    tree: &Tree,
    staff: &Staff,
    rounds: &Rounds,
) -> Result<()> {
    for (year, lagging) in [(2012, &rounds.lagging_2012), (2013, &rounds.lagging_2013)] {
        for (i, org) in tree.all.iter().enumerate().skip(1) {
            let Some(on) = confirmed(chance, year, i, org.from) else { continue };
            if org.to.is_some_and(|to| to <= on) {
                continue;
            }
            let grade = if lagging.contains(&i) {
                "lagging"
            } else if chance.percent(26 + 6 * (i % 3) + if year == 2013 { 4 } else { 0 }) {
                "advanced"
            } else {
                "middle"
            };
            let id = grading(book, chance, org.id, year, grade, on)?;
            if let Some(nth) = lagging.iter().position(|l| *l == i) {
                rectification(book, chance, tree, staff, File { org: i, nth, year, grading: id })?;
            }
        }
    }
    Ok(())
}

/// The day a grade was confirmed: each township has its own, one was late; what was set up since is graded in December.
fn confirmed(chance: &mut Chance, year: i32, org: usize, set_up: Day) -> Option<Day> {
    let round = day(year, 4, 8).plus_days((org % 13) as i64 * 2 + if org % 13 == 10 { 30 } else { 0 });
    if set_up <= round.plus_days(-30) {
        Some(round)
    } else if year == 2013 {
        // Everything standing at the end of 2013 was surveyed.
        Some(chance.day(set_up.plus_days(15).max(day(2013, 12, 3)), day(2013, 12, 27)))
    } else {
        None
    }
}

fn grading(
    book: &mut Book<'_>,
    chance: &mut Chance,
    org: hangji_store::Id,
    year: i32,
    grade: &'static str,
    on: Day,
) -> Result<hangji_store::Id> {
    let better = |g| if g == "lagging" { "middle" } else { "advanced" };
    let township = if chance.percent(4) && grade != "advanced" { better(grade) } else { grade };
    let own = if chance.percent(18) { better(township) } else { township };
    let satisfaction = match grade {
        "advanced" => chance.between(88, 99),
        "middle" => chance.between(74, 94),
        _ => chance.between(38, 69),
    };
    let reason = (township != grade)
        .then(|| chance.pick(&["群众评议满意率偏低", "组织生活记录不全", "活动场所尚未建成", "信访问题较为集中"]));
    book.add(
        "gradings",
        org,
        &[
            ("year", i64::from(year).into()),
            ("self_grade", own.into()),
            ("masses_satisfaction", satisfaction.into()),
            ("township_grade", township.into()),
            ("grade", grade.into()),
            ("confirmed_on", on.into()),
            ("reason", reason.into()),
        ],
    )
}

struct File {
    org: usize,
    nth: usize,
    year: i32,
    grading: hangji_store::Id,
}

fn rectification(book: &mut Book<'_>, chance: &mut Chance, tree: &Tree, staff: &Staff, file: File) -> Result<()> {
    const CAUSES: &[&str] = &[
        "班子不团结，长期不研究工作；制度不落实，组织生活不经常",
        "书记年龄偏大，带动发展能力不强；后备力量不足",
        "村务财务公开不及时，群众意见较大",
        "信访问题集中，矛盾纠纷化解不力",
        "没有活动场所，党员活动难以开展",
        "党员外出多，党员大会到会人数不足",
        "企业生产任务重，活动次数少，党员作用不明显",
    ];
    const PLANS: &[&str] = &[
        "调整班子分工，落实周一例会；每月公开村务财务；限期办结积案",
        "选派第一书记驻村；培养两名后备干部；发展一项主导产业",
        "修缮活动场所；建立流动党员联系册；每季度开展一次主题活动",
        "由镇党委副书记包抓；逐件化解信访问题；开展一次群众评议",
    ];
    if file.year == 2012 && file.nth >= OPENED_2012 {
        return Ok(());
    }
    let org = &tree.all[file.org];
    let opened = chance.day(day(file.year, 6, 14), day(file.year, 6, 28));
    let converted = if file.year == 2013 { file.nth != 12 && file.nth != 20 } else { file.nth < CONVERTED_2012 };
    // One file of 2013 is still open past its day.
    let open = file.year == 2013 && file.nth == 20;
    let due = if open { day(2013, 12, 10) } else { opened.plus_days(183) };
    let accepted = chance.day(day(file.year, 10, 15), day(file.year, 12, 20));
    let leader = staff.people[staff.leaders[file.nth % staff.leaders.len()]].id;
    let township = org.township.map(|t| staff.people[staff.secretary[tree.townships[t]]].id);
    let first = (org.sector == "village").then(|| staff.cadres[(file.nth * 11 + 5) % staff.cadres.len()]);
    if let Some(first) = first {
        let post = [
            ("person", staff.people[first].id.into()),
            ("kind", "first_secretary".into()),
            ("began_on", opened.into()),
            ("ended_on", (!open && file.year == 2012).then_some(accepted).into()),
            ("end_reason", (!open && file.year == 2012).then_some("term").into()),
        ];
        book.add("posts", org.id, &post)?;
    }
    let result = match (open, converted) {
        (true, _) => "open",
        (_, true) => "converted",
        _ => "not_converted",
    };
    let score = if converted { chance.between(72, 95) } else { chance.between(48, 66) };
    let helper = chance.pick(&["区农牧局", "区水务局", "区财政局", "区林业局", "区扶贫办", "区司法局", "区民政局"]);
    book.add(
        "rectifications",
        org.id,
        &[
            ("grading", file.grading.into()),
            ("opened_on", opened.into()),
            ("causes", chance.pick(CAUSES).into()),
            ("plan", chance.pick(PLANS).into()),
            ("county_leader", leader.into()),
            ("township_leader", township.into()),
            ("first_secretary", first.map(|f| staff.people[f].id).into()),
            ("paired_unit", helper.into()),
            ("due_on", due.into()),
            ("accepted_on", if open { Value::Null } else { accepted.into() }),
            ("score", if open { Value::Null } else { score.into() }),
            ("result", result.into()),
        ],
    )?;
    Ok(())
}
