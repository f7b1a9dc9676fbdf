//! Rectification files of the demo district, with the first secretaries sent to the villages concerned.

use hangji_base::register::POSTS;
use hangji_demokit::cast::{Staff, Tree};
use hangji_demokit::{Book, Chance, Part, Scene, day};
use hangji_platform::Result;
use hangji_platform::ledger::Value;

use super::RECTIFICATIONS;
use crate::grading::{Lagging, Rounds};

/// Files opened in 2012, and how many of those converted.
const OPENED_2012: usize = 44;
const CONVERTED_2012: usize = 40;

/// The part.
pub const DEMO: Part = Part { code: "rectification", write };

fn write(scene: &mut Scene<'_, '_>) -> Result<()> {
    let Scene { book, chance, stage } = scene;
    let (tree, staff) = (stage.get()?, stage.get()?);
    for lagging in &stage.get::<Rounds>()?.lagging {
        rectification(book, chance, tree, staff, *lagging)?;
    }
    Ok(())
}

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

fn rectification(book: &mut Book<'_>, chance: &mut Chance, tree: &Tree, staff: &Staff, file: Lagging) -> Result<()> {
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
        book.add(POSTS, org.id, &post)?;
    }
    let result = match (open, converted) {
        (true, _) => "open",
        (_, true) => "converted",
        _ => "not_converted",
    };
    let score = if converted { chance.between(72, 95) } else { chance.between(48, 66) };
    let helper = chance.pick(&["区农牧局", "区水务局", "区财政局", "区林业局", "区扶贫办", "区司法局", "区民政局"]);
    book.add(
        RECTIFICATIONS,
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
