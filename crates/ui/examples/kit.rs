//! Writes a few pages with invented numbers into a folder, with the assets beside them, so that one can look:
//! `cargo run -p hangji-ui --example kit -- /tmp/kit`. With `--time` it also measures rendering.

#[path = "kit/desk.rs"]
mod desk;
#[path = "kit/list.rs"]
mod list;
#[path = "kit/record.rs"]
mod record;
#[path = "kit/rest.rs"]
mod rest;

use std::hint::black_box;
use std::path::Path;
use std::time::Instant;
use std::{env, fs, io};

use hangji_ui::{Lang, Markup, NavGroup, NavItem, Shell, User, asset, page, tr_args};

/// One of two words, by language: invented data has no place in the locale files.
pub(crate) fn w(lang: Lang, zh: &str, en: &str) -> String {
    match lang {
        Lang::Zh => zh.to_owned(),
        Lang::En => en.to_owned(),
    }
}

fn nav(lang: Lang, current: &str) -> Vec<NavGroup> {
    let groups = [
        (("", ""), &[("工作台", "Desk", 7)][..]),
        (
            ("组织", "Organisations"),
            &[
                ("组织体系", "Organisations", 0),
                ("分类定级", "Grading", 0),
                ("整顿提升", "Rectification", 3),
                ("非公企业", "Enterprises", 0),
                ("活动阵地", "Premises", 0),
            ],
        ),
        (
            ("队伍", "People"),
            &[
                ("党员", "Members", 0),
                ("村干部", "Village cadres", 0),
                ("评星积分", "Stars", 0),
                ("换届选举", "Elections", 0),
            ],
        ),
        (
            ("服务", "Service"),
            &[("联系走访", "Visits", 0), ("群众事项", "Matters", 4), ("党代表工作室", "Delegates", 0)],
        ),
        (("民主管理", "Democracy"), &[("四议两公开", "Deliberation", 0), ("五牙子章", "Five-part seal", 0)]),
        (("成果", "Results"), &[("工作报告", "Reports", 0), ("制度设置", "Policies", 0)]),
    ];
    let item = |&(zh, en, badge): &(&str, &str, u32)| NavItem {
        label: w(lang, zh, en),
        href: "#".into(),
        current: en == current,
        badge: (badge > 0).then_some(badge),
    };
    groups
        .into_iter()
        .map(|((zh, en), items)| NavGroup { title: w(lang, zh, en), items: items.iter().map(item).collect() })
        .collect()
}

fn whole(lang: Lang, large_type: bool, current: &str, title: &str, main: Markup) -> Markup {
    let banner = tr_args(lang, "banner-business-day", &[("day", "2013-12-31".into())]);
    let crumbs =
        [(w(lang, "中卫市", "Zhongwei"), Some("#".to_owned())), (w(lang, "沙坡头区", "Shapotou District"), None)];
    let shell = Shell {
        lang,
        title,
        banner: Some(&banner),
        crumbs: &crumbs,
        nav: &nav(lang, current),
        user: Some(User { name: &w(lang, "李娜", "Li Na"), role: &w(lang, "党群工作部", "Party affairs") }),
        large_type,
        here: "/desk?year=2013",
        search: true,
        scripts: &[],
    };
    page(&shell, main)
}

type Render = fn(Lang, bool) -> Markup;

const PAGES: [(&str, Render); 8] = [
    ("desk", |lang, large| whole(lang, large, "Desk", "desk", desk::desk(lang))),
    ("list", |lang, large| whole(lang, large, "Visits", "list", list::list(lang))),
    ("record", |lang, large| whole(lang, large, "Visits", "record", record::record(lang))),
    ("form", |lang, large| whole(lang, large, "Visits", "form", record::entry(lang))),
    ("figure", |lang, large| whole(lang, large, "Desk", "figure", rest::figure(lang))),
    ("tree", |lang, large| whole(lang, large, "Organisations", "tree", rest::organisations(lang))),
    ("login", |lang, _| rest::login(lang)),
    ("fault", |lang, _| rest::fault_page(lang)),
];

fn main() -> io::Result<()> {
    let folder = env::args().nth(1).unwrap_or_else(|| "/tmp/kit".into());
    let folder = Path::new(&folder);
    fs::create_dir_all(folder.join("assets"))?;
    for name in ["hangji.css", "icon.svg"] {
        if let Some((_, bytes)) = asset(name) {
            fs::write(folder.join("assets").join(name), bytes)?;
        }
    }
    for (name, render) in PAGES {
        for (suffix, lang, large) in [("", Lang::Zh, false), ("-en", Lang::En, false), ("-large", Lang::Zh, true)] {
            let html = render(lang, large).into_string().replace("\"/assets/", "\"assets/");
            fs::write(folder.join(format!("{name}{suffix}.html")), html)?;
        }
    }
    if env::args().any(|arg| arg == "--time") {
        time("list table, 20 x 9, cells built and rendered", || list::table(Lang::Zh).0.len());
        let table = list::rows(Lang::Zh);
        time("list table, 20 x 9, rendering alone", || hangji_ui::components::data_table(Lang::Zh, &table).0.len());
        for (name, render) in PAGES {
            time(name, || render(Lang::Zh, false).0.len());
        }
    }
    Ok(())
}

fn time(name: &str, work: impl Fn() -> usize) {
    const TIMES: u32 = 5000;
    let mut size = 0;
    let start = Instant::now();
    for _ in 0..TIMES {
        size = black_box(work());
    }
    let each = start.elapsed() / TIMES;
    println!("{name}: {each:?}, {size} bytes");
}
