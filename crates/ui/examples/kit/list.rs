//! A ledger's list: filter, table of 20 rows and 9 columns, pager.

use hangji_ui::components::*;
use hangji_ui::{Lang, Markup, html, tr, tr_args};

use super::w;

pub(crate) fn list(lang: Lang) -> Markup {
    let towns = [("a", "滨河镇", "Binhe"), ("b", "宣和镇", "Xuanhe")];
    let fields = [
        FilterField {
            name: "q".into(), label: w(lang, "户主或事由", "Household or reason"), ..FilterField::default()
        },
        FilterField {
            name: "town".into(),
            label: w(lang, "乡镇", "Town"),
            kind: FilterKind::Select(towns.map(|(v, zh, en)| (v.to_owned(), w(lang, zh, en))).to_vec()),
            value: "b".into(),
            ..FilterField::default()
        },
        FilterField {
            name: "day".into(),
            label: w(lang, "走访日期", "Day of visit"),
            kind: FilterKind::DateRange { to: "2013-12-31".into() },
            value: "2013-01-01".into(),
            ..FilterField::default()
        },
    ];
    let pages = Pager {
        page: 2,
        pages: 334,
        total: 6680,
        first: 21,
        last: 40,
        href_prev: Some("#".into()),
        href_next: Some("#".into()),
        ..Pager::default()
    };
    html! {
        (heading(&w(lang, "联系走访台账", "Visits"), &tr_args(lang, "list-rows", &[("count", 6680_i64.into())]), html! {
            (button_link("#", &tr(lang, "list-template"), false))
            (button_link("#", &tr(lang, "list-import"), false))
            (button_link("#", &tr(lang, "list-export"), false))
            (button_link("#", &tr(lang, "list-add"), true))
        }))
        (filter_bar(lang, &fields, &tr(lang, "list-filter"), "#"))
        (table(lang))
        (pager(lang, &pages))
    }
}

pub(crate) fn table(lang: Lang) -> Markup {
    data_table(lang, &rows(lang))
}

pub(crate) fn rows(lang: Lang) -> Table {
    let villages = [("鸣沙村", "Mingsha"), ("永丰村", "Yongfeng"), ("黑山村", "Heishan"), ("刘台村", "Liutai")];
    let row = |i: usize| {
        let (zh, en) = villages[i % 4];
        let state = match i % 7 {
            3 => tag(Kind::Bad, &w(lang, "超期", "overdue")),
            5 => tag(Kind::Warn, &w(lang, "在办", "open")),
            _ => tag(Kind::Good, &w(lang, "办结", "closed")),
        };
        vec![
            Td::link("#", &format!("2013-12-{:02}", 31 - i)).heading(),
            Td::text(&w(lang, "宣和镇", "Xuanhe")),
            Td::link("#", &w(lang, zh, en)),
            Td::text(&w(lang, "张*国", "Zhang ***")),
            Td::text(&w(lang, "王建军", "Wang Jianjun")),
            Td::text(&w(lang, "灌溉渠清淤、低保复核", "canal, allowance")),
            Td::number(&format!("{}", i % 5 + 1)),
            Td::number("1,200.00"),
            Td::of(state),
        ]
    };
    Table {
        caption: w(lang, "联系走访台账", "Visits"),
        columns: vec![
            Col::text(w(lang, "走访日期", "Day")).sorted("?sort=day", Some(Order::Desc)),
            Col::text(w(lang, "乡镇", "Town")).sorted("?sort=town", None),
            Col::text(w(lang, "村", "Village")),
            Col::text(w(lang, "户主", "Household")),
            Col::text(w(lang, "走访干部", "Cadre")).sorted("?sort=who", None),
            Col::text(w(lang, "事由", "Reason")),
            Col::number(w(lang, "人数", "People")),
            Col::number(w(lang, "慰问金（元）", "Yuan")).sorted("?sort=money", None),
            Col::text(w(lang, "状态", "State")),
        ],
        rows: (0..20).map(row).collect(),
        footer: None,
        empty: tr(lang, "list-none").into_owned(),
    }
}
