//! Coverage of enterprises in the demo district, activities of organisations and demonstration points.

use hangji_base::enterprises::Enterprises;
use hangji_demokit::cast::Tree;
use hangji_demokit::firms::{Firms, Way};
use hangji_demokit::{Book, Chance, Part, Scene, day};
use hangji_platform::Result;
use hangji_store::{Day, Id};

use super::{ACTIVITIES, COVERAGE, DEMONSTRATION_POINTS};

/// The part.
pub const DEMO: Part = Part { code: "enterprises", write };

/// Position of the industrial park, where four organisations moved to in 2012 and 2013.
const PARK: usize = 12;
/// Townships that have built two points by 2013; the others have three.
const TWO_POINTS: [usize; 5] = [3, 6, 7, 9, 10];

fn write(scene: &mut Scene<'_, '_>) -> Result<()> {
    let Scene { book, chance, stage } = scene;
    let (tree, firms, records) = (stage.get()?, stage.get()?, stage.get()?);
    coverage(book, tree, firms, records)?;
    activities(book, chance, tree)?;
    points(book, chance, tree, (firms, records))
}

/// Coverage of the firms by their organisations, of some by another beside it, and of the state enterprises.
fn coverage(book: &mut Book<'_>, tree: &Tree, firms: &Firms, records: &Enterprises) -> Result<()> {
    let mut cover = |org: usize, enterprise: Id, way: &'static str, since: Day, until: Option<Day>| {
        let fields = [
            ("enterprise", enterprise.into()),
            ("way", way.into()),
            ("began_on", since.into()),
            ("ended_on", until.into()),
        ];
        book.add(COVERAGE, tree.all[org].id, &fields)
    };
    let mut alone = Vec::new();
    for (i, f) in firms.all.iter().enumerate() {
        let (Some((way, since)), Some(home)) = (f.cover, tree.of_firm[i]) else { continue };
        let way = match way {
            Way::Alone => "alone",
            Way::Joint(_) => "joint",
            Way::Attached => "attached",
        };
        cover(home, records.of_firm[i], way, since, f.to)?;
        if way == "alone" && f.to.is_none() {
            alone.push((i, since));
        }
    }
    // Covered twice over: they count once.
    for (i, since) in alone.into_iter().step_by(21) {
        let township = tree.townships[firms.all[i].township];
        cover(township, records.of_firm[i], "attached", since.plus_days(20), None)?;
    }
    for (org, enterprise) in &records.state {
        cover(*org, *enterprise, "alone", tree.all[*org].from, None)?;
    }
    Ok(())
}

fn activity(book: &mut Book<'_>, chance: &mut Chance, org: Id, on: Day, nth: usize) -> Result<()> {
    const TOPICS: &[(&str, &str)] = &[
        ("members_meeting", "学习党的十八大精神"),
        ("theme_day", "重温入党誓词"),
        ("lecture", "书记讲党课"),
        ("service", "清理环境卫生志愿活动"),
        ("joint", "村企联建座谈"),
        ("committee_meeting", "研究季度工作"),
        ("theme_day", "慰问困难职工"),
        ("members_meeting", "党务公开与民主议事"),
    ];
    let (kind, topic) = TOPICS[nth % TOPICS.len()];
    book.add(
        ACTIVITIES,
        org,
        &[
            ("date", on.into()),
            ("kind", kind.into()),
            ("topic", topic.into()),
            ("attendance", chance.between(4, 42).into()),
            ("place", "党员活动室".into()),
        ],
    )?;
    Ok(())
}

/// Every organisation in a firm has been active in 2013, four of five were in 2012.
fn activities(book: &mut Book<'_>, chance: &mut Chance, tree: &Tree) -> Result<()> {
    for (i, o) in tree.all.iter().enumerate() {
        let non_public = o.sector == "non_public";
        if o.to.is_some() || !(non_public || o.village.is_some()) {
            continue;
        }
        for year in [2012, 2013] {
            if year == 2012 && (i % 5 == 0 || o.from > day(2012, 11, 20)) {
                continue;
            }
            // Those that moved are counted where they stand at the end of the year: active after the move.
            let since = match (year, o.township == Some(PARK)) {
                (2012, true) => day(2012, 11, 1),
                (2012, false) => day(2012, 2, 1),
                _ => day(2013, 3, 20),
            };
            let (from, to) = (o.from.plus_days(4).max(since), day(year, 12, 28));
            for nth in 0..if non_public { 1 + chance.below(5) } else { 2 } {
                let on = chance.day(from, to);
                activity(book, chance, o.id, on, nth + i)?;
            }
        }
    }
    Ok(())
}

/// Two or three in every township at the end of 2013, one in every township the year before; two were withdrawn.
fn points(
    book: &mut Book<'_>,
    chance: &mut Chance,
    tree: &Tree,
    (firms, records): (&Firms, &Enterprises),
) -> Result<()> {
    for township in 0..11 {
        let mut fit: Vec<usize> = (0..firms.all.len())
            .filter(|i| firms.all[*i].township == township && firms.all[*i].to.is_none())
            .filter(|i| firms.all[*i].cover.is_some_and(|(_, since)| since < day(2013, 6, 1)))
            .collect();
        fit.sort_by_key(|i| firms.all[*i].cover.map(|(_, since)| since));
        let standing = if TWO_POINTS.contains(&township) { 2 } else { 3 };
        let withdrawn = usize::from(township == 1 || township == 4);
        for (nth, firm) in fit.into_iter().take(standing + withdrawn).enumerate() {
            let f = &firms.all[firm];
            let approved = if nth == 0 { day(2012, 12, 28) } else { chance.day(day(2013, 6, 20), day(2013, 11, 8)) };
            let withdrawn = (nth >= standing).then(|| day(2013, 12, 6));
            book.add(
                DEMONSTRATION_POINTS,
                tree.all[tree.townships[township]].id,
                &[
                    ("name", format!("{}党组织", f.name).into()),
                    ("enterprise", records.of_firm[firm].into()),
                    ("kind", "enterprise".into()),
                    ("approved_on", approved.into()),
                    ("withdrawn_on", withdrawn.into()),
                ],
            )?;
        }
    }
    Ok(())
}
