//! The organisations: 614 below the district committee at the end of 2013, with what happened to some since 2012.

use anyhow::ensure;
use hangji_demokit::cast::{Org, Tree};
use hangji_demokit::divisions::{Township, Village};
use hangji_demokit::firms::{Firms, Way};
use hangji_demokit::{Book, Chance, day};
use hangji_platform::Result;
use hangji_platform::ledger::Value;
use hangji_store::{Day, Id};

use crate::register::{ORGANISATION_CHANGES, ORGANISATIONS, UNITS};

/// Organisations below the district committee that stand at the end of 2013.
const STANDING: usize = 614;
/// Position of the industrial park among the townships and areas.
const PARK: usize = 12;

/// An organisation about to be set up.
struct New<'n> {
    code: Option<&'n str>,
    name: String,
    kind: &'static str,
    sector: &'static str,
    unit: Option<Id>,
    parent: Option<usize>,
    township: Option<usize>,
    from: Day,
}

fn found(tree: &mut Tree, book: &mut Book<'_>, new: New<'_>) -> Result<usize> {
    let nth = tree.all.len();
    let code = new.code.map_or_else(|| format!("640502-Z{nth:04}"), str::to_owned);
    let parent = new.parent.map(|p| tree.all[p].id);
    let document = (new.from.year() >= 2010).then(|| format!("沙党组发〔{}〕{nth}号", new.from.year()));
    let id = book.add(
        ORGANISATIONS,
        Id(0),
        &[
            ("code", code.into()),
            ("name", new.name.as_str().into()),
            ("kind", new.kind.into()),
            ("sector", new.sector.into()),
            ("unit", new.unit.into()),
            ("parent", parent.into()),
            ("set_up_on", new.from.into()),
            ("document", document.into()),
        ],
    )?;
    let New { name, kind, sector, township, from, .. } = new;
    tree.all.push(Org { id, name, kind, sector, township, village: None, from, to: None });
    Ok(nth)
}

fn change(
    tree: &mut Tree,
    book: &mut Book<'_>,
    org: usize,
    on: Day,
    change: &'static str,
    reason: &str,
    with: Option<(&'static str, Value)>,
) -> Result<()> {
    let mut fields = vec![("change", change.into()), ("on_day", on.into()), ("reason", reason.into())];
    fields.extend(with);
    book.add(ORGANISATION_CHANGES, tree.all[org].id, &fields)?;
    if change == "merge" || change == "dissolve" {
        tree.all[org].to = Some(on);
    }
    Ok(())
}

fn end(tree: &mut Tree, book: &mut Book<'_>, org: usize, on: Day, reason: &str) -> Result<()> {
    change(tree, book, org, on, "dissolve", reason, None)
}

fn old(chance: &mut Chance) -> Day {
    chance.day(day(2005, 1, 10), day(2011, 6, 30))
}

fn unit(book: &mut Book<'_>, org: Id, code: &str, name: &str, kind: &'static str) -> Result<Id> {
    book.add(UNITS, org, &[("code", code.into()), ("name", name.into()), ("kind", kind.into())])
}

/// Writes the tree.
pub(super) fn write(
    book: &mut Book<'_>,
    chance: &mut Chance,
    townships: &[Township],
    villages: &[Village],
    firms: &Firms,
) -> Result<Tree> {
    let mut grown = Tree { of_firm: vec![None; firms.all.len()], ..Tree::default() };
    let tree = &mut grown;
    let root = found(
        tree,
        book,
        New {
            code: Some("640502"),
            name: "中共沙坡头区委".into(),
            kind: "district_committee",
            sector: "district",
            unit: None,
            parent: None,
            township: None,
            from: day(2004, 5, 1),
        },
    )?;
    // Each generation stands under the one before and refers to it.
    book.turn_page();
    township_committees(tree, book, townships, root)?;
    book.turn_page();
    village_organisations(tree, book, chance, townships, villages)?;
    book.turn_page();
    below_villages(tree, book, chance)?;
    book.turn_page();
    district_systems(tree, book, chance, root)?;
    book.turn_page();
    in_firms(tree, book, chance, townships, firms)?;
    book.turn_page();
    renamed(tree, book)?;
    book.turn_page();
    stations(tree, book, chance, townships)?;
    book.turn_page();
    ensure!(tree.standing() == STANDING, "{} organisations stand, not {STANDING}", tree.standing());
    Ok(grown)
}

fn township_committees(tree: &mut Tree, book: &mut Book<'_>, townships: &[Township], root: usize) -> Result<()> {
    for (i, t) in townships.iter().enumerate() {
        let (kind, sector, unit_kind) = match i {
            11 => ("committee", "institution", "institution"),
            PARK => ("committee", "agency", "agency"),
            _ => ("township_committee", "township", "township"),
        };
        let unit = unit(book, tree.all[root].id, t.code, t.name, unit_kind)?;
        let org = found(
            tree,
            book,
            New {
                code: Some(t.code),
                name: format!("{}党委", t.name),
                kind,
                sector,
                unit: Some(unit),
                parent: Some(root),
                township: Some(i),
                from: day(2004, 5, 10),
            },
        )?;
        tree.townships.push(org);
    }
    Ok(())
}

/// Villages large enough for branches of their own are general branches; three are committees.
fn size(village: usize) -> &'static str {
    match village {
        20 | 60 | 130 => "committee",
        v if v % 6 == 1 => "general_branch",
        _ => "branch",
    }
}

fn word(kind: &str) -> &'static str {
    match kind {
        "committee" => "党委",
        "general_branch" => "党总支",
        "joint_branch" => "联合党支部",
        "group" => "党小组",
        _ => "党支部",
    }
}

/// Villages whose branch became a general branch: village and day.
const GROWN: [(usize, (i32, u32, u32)); 4] =
    [(55, (2012, 7, 1)), (97, (2012, 11, 15)), (121, (2013, 3, 12)), (163, (2013, 6, 20))];

fn village_organisations(
    tree: &mut Tree,
    book: &mut Book<'_>,
    chance: &mut Chance,
    townships: &[Township],
    villages: &[Village],
) -> Result<()> {
    for (i, v) in villages.iter().enumerate() {
        let parent = tree.townships[v.township];
        let (unit_kind, sector) = if v.rural { ("village", "village") } else { ("community", "community") };
        let unit = unit(book, tree.all[parent].id, v.code, &v.name, unit_kind)?;
        tree.units.push(unit);
        let grown = GROWN.iter().find(|(g, _)| *g == i);
        let kind = if grown.is_some() { "branch" } else { size(i) };
        let short = format!("{}{}", townships[v.township].name, v.name);
        let org = found(
            tree,
            book,
            New {
                code: Some(v.code),
                name: format!("{short}{}", word(kind)),
                kind,
                sector,
                unit: Some(unit),
                parent: Some(parent),
                township: Some(v.township),
                from: chance.day(day(2004, 5, 20), day(2004, 12, 31)),
            },
        )?;
        tree.all[org].village = Some(i);
        tree.villages.push(org);
        if let Some((_, (y, m, d))) = grown {
            let on = day(*y, *m, *d);
            let name = format!("{short}党总支");
            change(tree, book, org, on, "convert", "党员人数超过五十名", Some(("new_kind", "general_branch".into())))?;
            change(tree, book, org, on, "rename", "改设党总支", Some(("new_name", name.as_str().into())))?;
            tree.all[org].kind = "general_branch";
            tree.all[org].name = name;
        }
    }
    Ok(())
}

/// Branches and functional groups below the larger villages, some of which merged or ended.
fn below_villages(tree: &mut Tree, book: &mut Book<'_>, chance: &mut Chance) -> Result<()> {
    const NUMBERS: [&str; 4] = ["第一", "第二", "第三", "第四"];
    const GROUPS: &[&str] =
        &["设施蔬菜产业", "枸杞产业", "硒砂瓜产业", "养殖产业", "苹果产业", "流动党员", "文化传承", "乡风文明"];
    let merged = [(31, day(2012, 9, 10)), (79, day(2012, 11, 20)), (139, day(2013, 3, 5))];
    let mut groups = 0;
    for v in 0..tree.villages.len() {
        let parent = tree.villages[v];
        let (kind, sector, township) = (tree.all[parent].kind, tree.all[parent].sector, tree.all[parent].township);
        let unit = Some(tree.units[v]);
        let base = tree.all[parent].name.trim_end_matches("党总支").trim_end_matches("党委").to_owned();
        let grown = GROWN.iter().find(|(g, _)| *g == v).map(|(_, (y, m, d))| day(*y, *m, *d));
        let merges = merged.iter().find(|(m, _)| *m == v);
        let branches = match kind {
            "committee" => 4,
            "general_branch" if merges.is_some() => 3,
            "general_branch" => 2,
            _ => 0,
        };
        let mut first = None;
        for number in NUMBERS.iter().take(branches) {
            let name = format!("{base}{number}党支部");
            let from = grown.unwrap_or_else(|| old(chance));
            let new = New { code: None, name, kind: "branch", sector, unit, parent: Some(parent), township, from };
            let org = found(tree, book, new)?;
            let into = *first.get_or_insert(org);
            if let Some((_, on)) = merges.filter(|_| *number == "第三") {
                let into = tree.all[into].id;
                change(tree, book, org, *on, "merge", "党员人数减少，就近合并", Some(("target", into.into())))?;
            }
        }
        if sector == "village" && v % 4 == 2 {
            let from = if v % 20 == 2 { chance.day(day(2012, 3, 1), day(2012, 11, 30)) } else { old(chance) };
            let kind = GROUPS[groups % GROUPS.len()];
            groups += 1;
            let name =
                format!("{}{kind}党小组", tree.all[parent].name.trim_end_matches("党支部").trim_end_matches("党总支"));
            let new = New { code: None, name, kind: "group", sector, unit, parent: Some(parent), township, from };
            let org = found(tree, book, new)?;
            if v == 26 || v == 106 {
                let on = if v == 26 { day(2012, 12, 5) } else { day(2013, 1, 18) };
                end(tree, book, org, on, "产业项目结束，成员转入村党支部")?;
            }
        }
    }
    Ok(())
}

/// The committees of the district's own systems with the branches below them.
fn district_systems(tree: &mut Tree, book: &mut Book<'_>, chance: &mut Chance, root: usize) -> Result<()> {
    const AGENCIES: &str = "区委办公室 区人大常委会机关 区政府办公室 区政协机关 区纪委监察局 区委组织部 区委宣传部 区委统战部 区委政法委 \
        区发展和改革局 区财政局 区人力资源和社会保障局 区民政局 区农牧局 区水务局 区林业局 区住房和城乡建设局 区交通运输局 区教育局 \
        区卫生局机关 区文化旅游广电局 区人口计生局 区审计局 区统计局 区安全生产监督管理局 区司法局 区环境保护局 区商务和经济技术合作局 \
        区扶贫办 区信访局 区总工会 团区委 区妇联 区科协 区残联 区工商联 区档案局 区委党校 区编办 区机关事务管理局 区招商局 区粮食局 \
        区供销社 区工业和信息化局 区政务服务中心 区科技局";
    const SCHOOLS: &str = "第一小学 第二小学 第三小学 第四小学 第五小学 第六小学 第七小学 第八小学 第九小学 第十小学 第二中学 第三中学 \
        第四中学 第五中学 第六中学 第七中学 职业技术学校 幼儿园 东园学校 柔远学校 镇罗中学 宣和中学 永康中学 常乐中学 迎水桥学校 兴仁中学 \
        香山学校 特殊教育学校 教师进修学校 青少年活动中心";
    const CLINICS: &str = "人民医院 中医医院 妇幼保健院 疾病预防控制中心 卫生监督所 滨河卫生服务中心 文昌卫生服务中心 东园卫生院 柔远卫生院 \
        镇罗卫生院 宣和卫生院 永康卫生院 常乐卫生院 兴仁卫生院";
    const STATE: &str = "城市建设投资公司 水务公司 粮食储备库 公共交通公司 农业发展公司 园林公司 市政工程公司 国有林场";
    const SOCIAL: &str = "个体私营经济协会 律师协会 硒砂瓜协会 枸杞协会 苹果产业协会 建筑业协会 物业服务协会 民办教育协会 餐饮业协会 \
        志愿服务联合会 老年体育协会 书画协会";
    let systems = [
        ("区直属机关工作委员会", "agency", "agency", AGENCIES, "G"),
        ("区教育工作委员会", "institution", "institution", SCHOOLS, "J"),
        ("区卫生局党委", "institution", "institution", CLINICS, "W"),
        ("区国有企业党委", "state_enterprise", "state_enterprise", STATE, "Q"),
        ("区社会组织党工委", "social", "social", SOCIAL, "S"),
    ];
    let mut committees = Vec::new();
    for (name, sector, _, _, letter) in systems {
        let code = format!("640502-{letter}");
        let new = New {
            code: Some(&code),
            name: name.into(),
            kind: "committee",
            sector,
            unit: None,
            parent: Some(root),
            township: None,
            from: day(2004, 5, 15),
        };
        committees.push(found(tree, book, new)?);
    }
    book.turn_page();
    for ((_, sector, unit_kind, units, letter), committee) in systems.into_iter().zip(committees) {
        for (i, name) in units.split_whitespace().enumerate() {
            let code = format!("640502-{letter}{:02}", i + 1);
            let unit = unit(book, tree.all[committee].id, &code, name, unit_kind)?;
            let kind = if matches!(name, "人民医院" | "第二中学" | "区教育局") {
                "general_branch"
            } else {
                "branch"
            };
            let new = New {
                code: Some(&code),
                name: format!("{name}{}", word(kind)),
                kind,
                sector,
                unit: Some(unit),
                parent: Some(committee),
                township: None,
                from: chance.day(day(2004, 5, 20), day(2008, 12, 31)),
            };
            found(tree, book, new)?;
        }
    }
    Ok(())
}

/// Organisations in firms: their own, and the joint ones of each township. Four moved to the industrial park.
fn in_firms(
    tree: &mut Tree,
    book: &mut Book<'_>,
    chance: &mut Chance,
    townships: &[Township],
    firms: &Firms,
) -> Result<()> {
    let new = |name: String, kind, unit, township: usize, from| New {
        code: None,
        name,
        kind,
        sector: "non_public",
        unit,
        parent: Some(1 + township),
        township: Some(township),
        from,
    };
    let mut joints = Vec::new();
    for (i, j) in firms.joints.iter().enumerate() {
        const NAMES: &[&str] = &["商贸流通", "农产品加工", "物流园", "建材行业", "服务业"];
        let name = format!("{}{}非公企业联合党支部", townships[j.township].name, NAMES[i % NAMES.len()]);
        joints.push(found(tree, book, new(name, "joint_branch", None, j.township, j.since))?);
    }
    book.turn_page();
    let moves = [day(2012, 5, 8), day(2012, 10, 16), day(2013, 1, 22), day(2013, 3, 18)];
    let mut moved = 0;
    for (i, f) in firms.all.iter().enumerate() {
        let Some((way, since)) = f.cover else { continue };
        tree.of_firm[i] = Some(match way {
            Way::Joint(j) => joints[j],
            Way::Attached => {
                let near: Vec<usize> =
                    tree.villages.iter().copied().filter(|v| tree.all[*v].township == Some(f.township)).collect();
                near[chance.below(near.len())]
            }
            Way::Alone => {
                let unit = unit(book, tree.all[1 + f.township].id, &f.code, &f.name, "enterprise")?;
                let kind = if f.employees > 330 { "general_branch" } else { "branch" };
                let name = format!("{}{}", f.name, word(kind));
                let org = found(tree, book, new(name, kind, Some(unit), f.township, since))?;
                if let Some(on) = f.to {
                    end(tree, book, org, on, "企业停业")?;
                } else if matches!(f.township, 1 | 4) && moved < moves.len() && since < day(2012, 1, 1) {
                    let park = tree.all[1 + PARK].id;
                    let (on, reason) = (moves[moved], "企业迁入工业园区");
                    change(tree, book, org, on, "move", reason, Some(("target", park.into())))?;
                    tree.all[org].township = Some(PARK);
                    moved += 1;
                }
                org
            }
        });
    }
    Ok(())
}

/// Three organisations that have another name now.
fn renamed(tree: &mut Tree, book: &mut Book<'_>) -> Result<()> {
    let bureau = "区商务和经济技术合作局党支部";
    let bureau = tree.all.iter().position(|o| o.name == bureau).unwrap_or_default();
    let renames = [
        (tree.villages[0], day(2012, 4, 20), "滨河镇向阳社区党支部", "社区更名"),
        (tree.villages[28], day(2012, 8, 9), "文昌镇鼓楼西社区党支部", "社区更名"),
        (bureau, day(2013, 5, 16), "区商务和经济合作局党支部", "机构更名"),
    ];
    for (org, on, name, reason) in renames {
        change(tree, book, org, on, "rename", reason, Some(("new_name", name.into())))?;
        name.clone_into(&mut tree.all[org].name);
    }
    Ok(())
}

/// Township agencies and stations: as many as there are organisations still to be named.
fn stations(tree: &mut Tree, book: &mut Book<'_>, chance: &mut Chance, townships: &[Township]) -> Result<()> {
    const STATIONS: &[&str] =
        &["机关", "中心小学", "农业服务中心", "司法所", "水管所", "文化站", "兽医站", "国土所", "财政所", "计生服务站"];
    let mut ended = false;
    for name in STATIONS {
        for (i, t) in townships.iter().enumerate() {
            if tree.standing() == STANDING {
                return Ok(());
            }
            let sector = if *name == "机关" { "agency" } else { "institution" };
            let parent = tree.townships[i];
            let unit_name = format!("{}{name}", t.name);
            let code = format!("{}-D{:03}", t.code, tree.all.len());
            let unit = unit(book, tree.all[parent].id, &code, &unit_name, sector)?;
            let new = New {
                code: None,
                name: format!("{unit_name}党支部"),
                kind: "branch",
                sector,
                unit: Some(unit),
                parent: Some(parent),
                township: Some(i),
                from: chance.day(day(2004, 6, 1), day(2009, 12, 31)),
            };
            let org = found(tree, book, new)?;
            if *name == "农业服务中心" && !ended {
                ended = true;
                end(tree, book, org, day(2012, 10, 12), "机构改革，并入镇机关党支部")?;
            }
        }
    }
    Ok(())
}
