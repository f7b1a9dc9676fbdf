//! The desk, after `design/desk.html`.

use hangji_ui::components::*;
use hangji_ui::{Lang, Markup, html, tr, tr_args};

use super::w;

pub(crate) fn desk(lang: Lang) -> Markup {
    let year = tr_args(lang, "period-year", &[("year", "2013".into())]);
    let periods = [
        (tr(lang, "period-month").into_owned(), "#".to_owned(), false),
        (tr(lang, "period-quarter").into_owned(), "#".to_owned(), false),
        (year, "#".to_owned(), true),
        (tr(lang, "period-custom").into_owned(), "#".to_owned(), false),
    ];
    html! {
        (heading(
            &w(lang, "沙坡头区基层组织建设", "Grass-roots organisations of Shapotou"),
            &tr_args(lang, "desk-as-of", &[("time", "2013-12-31 18:00".into())]),
            segmented(&tr(lang, "period-label"), &periods),
        ))
        (figure_strip(lang, &figures(lang)))
        (columns(towns(lang), html! {
            (card(&tr(lang, "desk-todo"), html! { a href="#" { (tr_args(lang, "desk-all", &[("count", 7_i64.into())])) } }, tasks(&todo(lang))))
            (card(&w(lang, "五牙子章 · 待合章", "Five-part seal · waiting"), html! {}, tasks(&seals(lang))))
        }))
    }
}

fn figures(lang: Lang) -> Vec<FigureCard> {
    let card = |zh: &str, en: &str, value: &str, unit: &str| FigureCard {
        label: w(lang, zh, en),
        value: value.into(),
        unit: unit.into(),
        href: "#".into(),
        ..FigureCard::default()
    };
    let trend = |up, kind, zh, en| Some(Trend { up, kind, text: w(lang, zh, en), href: None });
    vec![
        FigureCard {
            note: Some(w(lang, "12 个乡镇 · 100% 已定级", "12 towns · 100% graded")),
            ..card("参评基层党组织", "Organisations graded", "614", &w(lang, "个", ""))
        },
        FigureCard {
            trend: trend(Some(true), Kind::Good, "2 个待验收", "2 to be accepted"),
            ..card("软弱涣散转化率", "Weak ones turned round", "95", "% · 39/41")
        },
        FigureCard {
            trend: trend(Some(true), Kind::Good, "39 个百分点", "39 points"),
            spark: Some(vec![22.0, 31.13, 45.0, 52.0, 66.0, 70.13]),
            ..card("非公企业覆盖率", "Enterprises covered", "70.13", "%")
        },
        FigureCard {
            note: Some(w(lang, "参与干部 715 人", "by 715 cadres")),
            ..card("走访农户", "Households visited", "6,680", &w(lang, "户", ""))
        },
        FigureCard {
            trend: trend(Some(false), Kind::Bad, "4 件超期", "4 overdue"),
            ..card("群众事项办结", "Matters closed", "98.2", "%")
        },
        FigureCard {
            target: Some((false, w(lang, "目标 100%", "target 100%"))),
            note: Some(w(lang, "1 村本月未公开", "1 village late")),
            ..card("三务公开按期率", "Disclosed on time", "99.5", "%")
        },
    ]
}

fn towns(lang: Lang) -> Markup {
    let shares = |a: u64, m: u64, l: u64| {
        Td::of(share_bar(&[
            (Kind::Good, a, w(lang, "先进", "advanced")),
            (Kind::Plain, m, w(lang, "中间", "middle")),
            (Kind::Bad, l, w(lang, "后进", "behind")),
        ]))
    };
    let row = |&(zh, en, n, (a, m, l), fix, cover, visits, open, late): &Row| {
        vec![
            Td::link("#", &w(lang, zh, en)).heading(),
            Td::figure("#", n),
            shares(a, m, l),
            Td::figure("#", fix),
            Td::figure("#", cover),
            Td::figure("#", visits),
            Td::figure("#", open),
            Td::figure("#", late),
        ]
    };
    let (total, rows) = ROWS.split_last().expect("the table is not empty");
    let table = Table {
        caption: w(lang, "各乡镇", "By town"),
        columns: vec![
            Col::text(w(lang, "乡镇", "Town")),
            Col::number(w(lang, "党组织", "Organisations")),
            Col::text(w(lang, "定级分布", "Grades")),
            Col::number(w(lang, "整顿中", "Rectifying")),
            Col::number(w(lang, "非公覆盖", "Covered")),
            Col::number(w(lang, "走访户", "Households")),
            Col::number(w(lang, "事项在办", "Open")),
            Col::number(w(lang, "超期", "Late")),
        ],
        rows: rows.iter().map(row).collect(),
        footer: Some(row(total)),
        empty: String::new(),
    };
    let words = [
        (Kind::Good, w(lang, "先进", "advanced")),
        (Kind::Plain, w(lang, "中间", "middle")),
        (Kind::Bad, w(lang, "后进", "behind")),
    ];
    let extra = html! { (legend(&words)) a href="#" { (tr(lang, "list-export")) } };
    card(&w(lang, "各乡镇", "Towns"), extra, data_table(lang, &table))
}

type Row = (
    &'static str,
    &'static str,
    &'static str,
    (u64, u64, u64),
    &'static str,
    &'static str,
    &'static str,
    &'static str,
    &'static str,
);

const ROWS: [Row; 10] = [
    ("滨河镇", "Binhe", "88", (30, 55, 3), "1", "78.2%", "412", "9", "0"),
    ("文昌镇", "Wenchang", "79", (24, 51, 4), "0", "81.0%", "377", "6", "0"),
    ("东园镇", "Dongyuan", "62", (16, 41, 5), "0", "69.4%", "803", "4", "1"),
    ("柔远镇", "Rouyuan", "45", (11, 32, 2), "0", "66.7%", "598", "3", "0"),
    ("镇罗镇", "Zhenluo", "52", (15, 34, 3), "1", "73.5%", "611", "5", "0"),
    ("宣和镇", "Xuanhe", "71", (16, 49, 6), "0", "64.9%", "1,106", "8", "2"),
    ("永康镇", "Yongkang", "58", (15, 39, 4), "0", "67.2%", "947", "4", "0"),
    ("常乐镇", "Changle", "49", (10, 34, 5), "0", "61.3%", "720", "2", "1"),
    ("兴仁镇", "Xingren", "33", (6, 23, 4), "0", "58.8%", "560", "3", "0"),
    ("合计", "Total", "614", (160, 411, 43), "2", "70.13%", "6,680", "44", "4"),
];

fn todo(lang: Lang) -> Vec<Task> {
    let task = |kind, tag: (&str, &str), title: (&str, &str), detail: (&str, &str)| Task {
        kind,
        tag: w(lang, tag.0, tag.1),
        title: w(lang, title.0, title.1),
        href: "#".into(),
        detail: w(lang, detail.0, detail.1),
        steps: None,
    };
    vec![
        task(
            Kind::Bad,
            ("验收", "Accept"),
            ("鸣沙村党支部整顿到期", "Rectification of Mingsha ends"),
            ("宣和镇 · 还剩 2 天 · 4/5 项措施完成", "Xuanhe · 2 days left · 4 of 5 measures done"),
        ),
        task(
            Kind::Warn,
            ("审核", "Review"),
            ("永康镇定级结果待确认", "Grades of Yongkang to be confirmed"),
            ("58 个组织 · 乡镇已上报 · 3 处与自评差一级以上", "58 organisations · 3 differ from self-assessment"),
        ),
        task(
            Kind::Bad,
            ("超期", "Overdue"),
            ("灌溉渠清淤诉求", "Dredging the irrigation canal"),
            ("常乐镇 · 超期 3 天 · 承办：水务局", "Changle · 3 days overdue · Water Bureau"),
        ),
        task(
            Kind::Info,
            ("公示", "Notice"),
            ("柔远镇村党支部换届公示", "Election notice of Rouyuan"),
            ("公示第 3 天 / 共 5 个工作日", "Day 3 of 5 working days"),
        ),
    ]
}

fn seals(lang: Lang) -> Vec<Task> {
    let seal = |zh, en, done, zh2, en2| Task {
        title: w(lang, zh, en),
        href: "#".into(),
        detail: w(lang, zh2, en2),
        steps: Some((done, 5)),
        ..Task::default()
    };
    vec![
        seal(
            "永丰村 · 机井维修 ¥12,480.00",
            "Yongfeng · well repair ¥12,480.00",
            4,
            "4/5 已合，差 1 牙",
            "4 of 5 joined",
        ),
        seal("黑山村 · 道路照明 ¥6,200.00", "Heishan · street lights ¥6,200.00", 2, "2/5 已合", "2 of 5 joined"),
    ]
}
