//! What people raised in the demo district, and what became of it: resolved, answered, still open, overdue.

use hangji_base::households::Houses;
use hangji_demokit::cast::Tree;
use hangji_demokit::{Book, Chance, Inventor, Part, Scene, day};
use hangji_platform::Result;
use hangji_platform::ledger::Value;
use hangji_store::{Day, Id};

use super::MATTERS;
use crate::contact::{Visit, Visits};
use crate::studios::{Studio, Studios};

/// The part.
pub const DEMO: Part = Part { code: "matters", write };

/// Matters of one kind raised in one year.
struct Lot {
    year: i32,
    kind: &'static str,
    /// Raised on visits, in studios, on paper, on the public page.
    visits: usize,
    studios: usize,
    paper: usize,
    public: usize,
    /// Outcome, year it was closed, how many. The others are open.
    closed: &'static [(&'static str, i32, usize)],
}

const LOTS: &[Lot] = &[
    Lot {
        year: 2012,
        kind: "opinion",
        visits: 168,
        studios: 120,
        paper: 8,
        public: 4,
        closed: &[("answered", 2012, 250), ("answered", 2013, 50)],
    },
    Lot {
        year: 2012,
        kind: "dispute",
        visits: 120,
        studios: 40,
        paper: 20,
        public: 0,
        closed: &[("resolved", 2012, 150), ("resolved", 2013, 30)],
    },
    Lot {
        year: 2012,
        kind: "problem",
        visits: 60,
        studios: 26,
        paper: 10,
        public: 0,
        closed: &[("solved", 2012, 80), ("solved", 2013, 12), ("answered", 2013, 4)],
    },
    Lot {
        year: 2012,
        kind: "appeal",
        visits: 0,
        studios: 14,
        paper: 16,
        public: 0,
        closed: &[("solved", 2012, 16), ("answered", 2012, 10), ("referred", 2013, 4)],
    },
    Lot {
        year: 2013,
        kind: "opinion",
        visits: 402,
        studios: 159,
        paper: 15,
        public: 9,
        closed: &[("answered", 2013, 562)],
    },
    Lot {
        year: 2013,
        kind: "dispute",
        visits: 240,
        studios: 90,
        paper: 40,
        public: 0,
        closed: &[("resolved", 2013, 342), ("referred", 2013, 16)],
    },
    Lot {
        year: 2013,
        kind: "problem",
        visits: 100,
        studios: 46,
        paper: 14,
        public: 0,
        closed: &[("solved", 2013, 132), ("answered", 2013, 18)],
    },
    Lot {
        year: 2013,
        kind: "appeal",
        visits: 0,
        studios: 20,
        paper: 18,
        public: 14,
        closed: &[("solved", 2013, 14), ("answered", 2013, 20), ("refused", 2013, 3), ("referred", 2013, 5)],
    },
];

/// A matter as it was raised.
struct Raised {
    kind: &'static str,
    on: Day,
    org: Id,
    via: &'static str,
    visit: Option<Id>,
    studio: Option<Id>,
    cadre: Option<Id>,
    person: Option<String>,
    closed: Option<(&'static str, i32)>,
}

/// What matters come from.
struct Sources<'s> {
    tree: &'s Tree,
    houses: &'s Houses,
    visits: &'s Visits,
    studios: &'s Studios,
}

fn write(scene: &mut Scene<'_, '_>) -> Result<()> {
    let Scene { book, chance, stage } = scene;
    let sources = Sources { tree: stage.get()?, houses: stage.get()?, visits: stage.get()?, studios: stage.get()? };
    let matters = raised(book, chance, &sources)?;
    for nth in 0..6 {
        let id = matters[nth * 197 % matters.len()];
        book.was_wrong(MATTERS, id, "handler", "区信访局", "承办单位分错，已改派")?;
    }
    Ok(())
}

/// Writes them; gives their ids.
fn raised(book: &mut Book<'_>, chance: &mut Chance, sources: &Sources<'_>) -> Result<Vec<Id>> {
    let mut ids = Vec::new();
    for year in [2012, 2013] {
        let mut raised = Vec::new();
        for lot in LOTS.iter().filter(|l| l.year == year) {
            raised.extend(of_lot(chance, sources, lot));
        }
        raised.sort_by_key(|r| r.on);
        for (nth, r) in raised.into_iter().enumerate() {
            ids.push(matter(book, chance, (year, nth), r)?);
        }
    }
    Ok(ids)
}

fn of_lot(chance: &mut Chance, s: &Sources<'_>, lot: &Lot) -> Vec<Raised> {
    let mut out = Vec::new();
    let mut visits: Vec<&Visit> =
        s.visits.all.iter().filter(|v| v.date.year() == lot.year && v.house.is_some()).collect();
    chance.shuffle(&mut visits);
    for v in visits.into_iter().take(lot.visits) {
        let (Some(house), Some(village)) = (v.house, v.village) else { continue };
        let named = chance.percent(80);
        out.push(Raised {
            kind: lot.kind,
            on: v.date,
            org: s.tree.village(village).id,
            via: "visit",
            visit: Some(v.id),
            studio: None,
            cadre: Some(v.cadre),
            person: named.then(|| s.houses.all[house].head.clone()),
            closed: None,
        });
    }
    let open: Vec<&Studio> = s.studios.open.iter().filter(|t| t.opened < day(lot.year, 10, 1)).collect();
    for nth in 0..lot.studios + lot.paper + lot.public {
        let in_studio = nth < lot.studios;
        let studio = in_studio.then(|| open[chance.below(open.len())]);
        let first = studio.map_or(day(lot.year, 1, 10), |t| t.opened.max(day(lot.year, 1, 10)));
        let org = studio.map_or_else(|| s.tree.villages[chance.below(s.tree.villages.len())], |t| t.org);
        let named = chance.percent(if in_studio { 70 } else { 45 });
        let male = chance.percent(60);
        out.push(Raised {
            kind: lot.kind,
            on: chance.day(first, day(lot.year, 12, 28)),
            org: s.tree.all[org].id,
            via: if in_studio {
                "studio"
            } else if nth < lot.studios + lot.paper {
                "paper"
            } else {
                "public"
            },
            visit: None,
            studio: studio.map(|t| t.id),
            cadre: None,
            person: named.then(|| Inventor::name(chance, male)),
            closed: None,
        });
    }
    outcomes(&mut out, lot);
    out
}

/// Those of the first months are closed, but for a few that are long overdue; the last ones are closed in the next year
/// or are open still.
fn outcomes(raised: &mut [Raised], lot: &Lot) {
    let mut closed: Vec<(&'static str, i32)> =
        lot.closed.iter().flat_map(|(outcome, year, n)| vec![(*outcome, *year); *n]).collect();
    closed.sort_by_key(|(_, year)| *year);
    let open = raised.len() - closed.len();
    let forgotten = open / 6;
    raised.sort_by_key(|r| r.on);
    let mut closed = closed.into_iter();
    for (i, r) in raised.iter_mut().enumerate() {
        let overdue = i % 40 == 17 && i / 40 < forgotten;
        if !overdue {
            r.closed = closed.next();
        }
    }
}

/// One matter in so many is closed after its day.
const LATE: usize = 16;

/// The day on which a matter is closed: within its days, but for a few.
fn closed_on(chance: &mut Chance, r: &Raised, days: i64, nth: usize, year: i32) -> Day {
    let first = r.on.plus_days(2).max(day(year, 1, 6));
    let last = if nth % LATE == 5 { days + 25 } else { days - 2 };
    let last = r.on.plus_days(last).clamp(first, day(year, 12, 30).max(first));
    chance.day(first, last)
}

fn matter(book: &mut Book<'_>, chance: &mut Chance, (year, nth): (i32, usize), r: Raised) -> Result<Id> {
    // Petitions have sixty days (信访工作条例, article 34); the others thirty, a default of the district.
    let days = if r.kind == "appeal" { 60 } else { 30 };
    let (code, due) = (format!("SX-{year}-{:04}", nth + 1), r.on.plus_days(days));
    let closed = r.closed.map(|(_, year)| closed_on(chance, &r, days, nth, year));
    let (class, content, handler) = words(chance, r.kind);
    let rated = closed.is_some() && chance.percent(72);
    let rating = ["satisfied", "satisfied", "satisfied", "fair", "dissatisfied"][chance.below(5)];
    book.add(
        MATTERS,
        r.org,
        &[
            ("code", code.into()),
            ("kind", r.kind.into()),
            ("raised_on", r.on.into()),
            ("via", r.via.into()),
            ("visit", r.visit.into()),
            ("studio", r.studio.into()),
            ("cadre", r.cadre.into()),
            ("person", r.person.into()),
            ("content", content.into()),
            ("class", class.into()),
            ("handler", handler.into()),
            ("due_on", due.into()),
            ("closed_on", closed.into()),
            ("outcome", r.closed.map(|(o, _)| o).into()),
            ("satisfaction", if rated { rating.into() } else { Value::Null }),
        ],
    )
}

fn words(chance: &mut Chance, kind: &str) -> (&'static str, &'static str, &'static str) {
    let list: &[(&str, &str, &str)] = match kind {
        "dispute" => &[
            ("land", "两户因田埂边界发生争执", "村人民调解委员会"),
            ("neighbours", "邻居盖房影响采光，要求协调", "村人民调解委员会"),
            ("water", "春灌先后次序引起争执", "镇水管所"),
            ("neighbours", "赡养老人费用分担不一致", "村人民调解委员会"),
            ("land", "土地流转租金未按期支付", "镇司法所"),
            ("livelihood", "劳务工资拖欠", "镇司法所"),
        ],
        "problem" => &[
            ("roads", "巷道路灯损坏，夜间出行不便", "镇农业服务中心"),
            ("water", "斗渠渗漏，末端农户灌不上水", "镇水管所"),
            ("livelihood", "家中有重病人，申请临时救助", "镇民生服务中心"),
            ("industry", "温棚贷款手续办理困难", "区农牧局"),
            ("livelihood", "危房改造申请尚未办理", "镇民生服务中心"),
        ],
        "appeal" => &[
            ("affairs", "要求公开征地补偿款分配明细", "镇党委"),
            ("livelihood", "申请复核低保资格", "区民政局"),
            ("land", "要求确认承包地面积", "区农牧局"),
            ("cadres", "反映办事拖延", "区纪委监察局"),
        ],
        _ => &[
            ("affairs", "建议村务公开栏每月更新一次", "村党组织"),
            ("roads", "建议在村口设置减速带", "镇农业服务中心"),
            ("industry", "建议统一组织枸杞外销", "区农牧局"),
            ("livelihood", "建议延长卫生室开门时间", "区卫生局"),
            ("water", "建议提前公布灌水时间", "镇水管所"),
            ("other", "建议农家书屋周末开放", "村党组织"),
        ],
    };
    list[chance.below(list.len())]
}
