//! Grading rounds of 2012 and 2013 in the demo district.

use hangji_demokit::cast::{Staff, Tree};
use hangji_demokit::{Book, Chance, Part, Scene, day};
use hangji_platform::Result;
use hangji_store::{Day, Id};

use super::GRADINGS;

/// The part; offers [`Rounds`].
pub const DEMO: Part = Part { code: "grading", write };

/// Organisations graded lagging in 2013, by sector: uneven, and more in villages.
const LAGGING_2013: &[(&str, usize)] =
    &[("village", 24), ("community", 3), ("non_public", 8), ("institution", 3), ("agency", 2), ("social", 1)];
const LAGGING_2012: &[(&str, usize)] =
    &[("village", 29), ("community", 4), ("non_public", 6), ("institution", 5), ("agency", 2), ("social", 1)];
/// An organisation graded lagging.
#[derive(Debug, Clone, Copy)]
pub struct Lagging {
    /// The organisation: position in the tree.
    pub org: usize,
    /// Its place among those that lagged that year.
    pub nth: usize,
    /// The year of the round.
    pub year: i32,
    /// The record of its grading.
    pub grading: Id,
}

/// What the rounds found.
#[derive(Debug)]
pub struct Rounds {
    /// Who lagged, round by round.
    pub lagging: Vec<Lagging>,
}

fn write(scene: &mut Scene<'_, '_>) -> Result<()> {
    let Scene { book, chance, stage } = scene;
    let (tree, staff): (&Tree, &Staff) = (stage.get()?, stage.get()?);
    let [lagging_2012, lagging_2013] = choose(chance, tree, staff);
    let mut rounds = Rounds { lagging: Vec::new() };
    for (year, lagging) in [(2012, lagging_2012), (2013, lagging_2013)] {
        round(book, chance, tree, year, &lagging, &mut rounds)?;
    }
    stage.put(rounds);
    Ok(())
}

/// Chooses who lags in 2012 and in 2013. Those whose secretaries were found unfit under rectification lag in that year, and
/// those that lagged in 2012 seldom lag again (relapse: two).
fn choose(chance: &mut Chance, tree: &Tree, staff: &Staff) -> [Vec<usize>; 2] {
    let unfit: Vec<usize> = staff.unfit.iter().map(|u| u.org).collect();
    let of_year = |year: i32| staff.unfit.iter().filter(move |u| u.rectified && u.on.year() == year).map(|u| u.org);
    let mut take = |quota: &[(&str, usize)], year: i32, avoid: &[usize]| {
        let mut out: Vec<usize> = of_year(year).collect();
        for (i, (sector, n)) in quota.iter().enumerate() {
            let old = |o: &usize| tree.all[*o].from < day(2011, 12, 1) && tree.all[*o].kind != "committee";
            let mut fit: Vec<usize> = tree.standing_in(sector).filter(old).collect();
            fit.retain(|o| !avoid.contains(o) && !unfit.contains(o));
            chance.shuffle(&mut fit);
            // Half of them in three townships in the mountains and one at the river: unevenness is what one must see.
            fit.sort_by_key(|o| !matches!(tree.all[*o].township, Some(6 | 9 | 10 | 7)) || o % 2 == 0);
            // Villages come first, and those of the unfit are villages.
            let there = if i == 0 { out.len() } else { 0 };
            out.extend(fit.into_iter().take(n - there));
        }
        out
    };
    let lagging_2012 = take(LAGGING_2012, 2012, &[]);
    let mut lagging_2013 = take(LAGGING_2013, 2013, &lagging_2012);
    // Two relapses take the place of two others.
    lagging_2013[4] = lagging_2012[4];
    lagging_2013[9] = lagging_2012[9];
    [lagging_2012, lagging_2013]
}

/// Writes the gradings of a year.
fn round(
    book: &mut Book<'_>,
    chance: &mut Chance,
    tree: &Tree,
    year: i32,
    lagging: &[usize],
    rounds: &mut Rounds,
) -> Result<()> {
    for (i, org) in tree.all.iter().enumerate().skip(1) {
        let Some(on) = confirmed(chance, year, i, org.from) else { continue };
        if org.to.is_some_and(|to| to <= on) {
            continue;
        }
        let nth = lagging.iter().position(|l| *l == i);
        let grade = if nth.is_some() {
            "lagging"
        } else if chance.percent(26 + 6 * (i % 3) + if year == 2013 { 4 } else { 0 }) {
            "advanced"
        } else {
            "middle"
        };
        let grading = grading(book, chance, org.id, year, grade, on)?;
        rounds.lagging.extend(nth.map(|nth| Lagging { org: i, nth, year, grading }));
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

fn grading(book: &mut Book<'_>, chance: &mut Chance, org: Id, year: i32, grade: &'static str, on: Day) -> Result<Id> {
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
        GRADINGS,
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
