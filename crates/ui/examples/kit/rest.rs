//! The page of a figure, the tree of organisations, signing in, and an error.

use hangji_ui::components::*;
use hangji_ui::{Lang, Markup, bare_page, html, tr, tr_args};

use super::w;

pub(crate) fn figure(lang: Lang) -> Markup {
    let title = w(lang, "非公企业党组织覆盖率", "Private enterprises covered");
    let years = ["2008", "2009", "2010", "2011", "2012", "2013"];
    let values = [22.0, 25.5, 31.13, 44.0, 58.6, 70.13];
    let over_time = Chart {
        title: format!("{title} · {}", tr(lang, "figure-over-time")),
        unit: "%".into(),
        points: years.iter().zip(values).map(|(y, v)| point(y, v, format!("{v}%"))).collect(),
    };
    let towns = [
        ("滨河", "Binhe", 78.2),
        ("文昌", "Wenchang", 81.0),
        ("东园", "Dongyuan", 69.4),
        ("柔远", "Rouyuan", 66.7),
        ("镇罗", "Zhenluo", 73.5),
        ("宣和", "Xuanhe", 64.9),
    ];
    let by_town = Chart {
        title: format!("{title} · {}", tr(lang, "figure-by-territory")),
        unit: "%".into(),
        points: towns.iter().map(|(zh, en, v)| point(&w(lang, zh, en), *v, format!("{v:.1}%"))).collect(),
    };
    let numbers = Table {
        caption: title.clone(),
        columns: vec![
            Col::text(tr(lang, "figure-period")),
            Col::number(tr(lang, "figure-numerator")),
            Col::number(tr(lang, "figure-denominator")),
            Col::number(tr(lang, "figure-value")),
        ],
        rows: years
            .iter()
            .zip(values)
            .map(|(y, v)| {
                vec![
                    Td::text(y).heading(),
                    Td::figure("#", "108"),
                    Td::figure("#", "154"),
                    Td::figure("#", &format!("{v}%")),
                ]
            })
            .collect(),
        ..Table::default()
    };
    let about = [
        (
            tr(lang, "figure-definition").into_owned(),
            html! { (w(lang, "已建立党组织的非公企业 ÷ 应建党组织的非公企业", "Enterprises with an organisation ÷ enterprises that should have one")) },
            None,
        ),
        (
            tr(lang, "figure-source").into_owned(),
            html! { a href="#" { (w(lang, "非公企业台账", "Ledger of enterprises")) } },
            None,
        ),
        (
            tr(lang, "figure-scan").into_owned(),
            html! { (tag(Kind::Good, &tr_args(lang, "figure-scan-equal", &[("time", "2013-12-31 18:00".into())]))) },
            None,
        ),
    ];
    let strip = [
        FigureCard {
            label: tr(lang, "figure-value").into_owned(),
            value: "70.13".into(),
            unit: "%".into(),
            href: "#evidence".into(),
            target: Some((true, w(lang, "目标 60%", "target 60%"))),
            ..FigureCard::default()
        },
        FigureCard {
            label: tr(lang, "figure-numerator").into_owned(),
            value: "108".into(),
            unit: w(lang, "家", ""),
            href: "#".into(),
            ..FigureCard::default()
        },
        FigureCard {
            label: tr(lang, "figure-denominator").into_owned(),
            value: "154".into(),
            unit: w(lang, "家", ""),
            href: "#".into(),
            ..FigureCard::default()
        },
        FigureCard {
            label: tr(lang, "figure-difference").into_owned(),
            value: "11.53".into(),
            unit: w(lang, "个百分点", "points"),
            href: "#".into(),
            trend: Some(Trend {
                up: Some(true),
                kind: Kind::Good,
                text: w(lang, "2012 年为 58.6%", "58.6% in 2012"),
                href: None,
            }),
            ..FigureCard::default()
        },
    ];
    html! {
        (heading(&title, &w(lang, "沙坡头区 · 2013 年", "Shapotou · 2013"), html! {}))
        (figure_strip(lang, &strip))
        (columns(
            html! {
                (card(&tr(lang, "figure-over-time"), html! {}, html! { (line_chart(&over_time)) (data_table(lang, &numbers)) }))
                (card(&tr(lang, "figure-by-territory"), html! { a href="#" { (tr(lang, "list-export")) } }, column_chart(&by_town)))
            },
            card(&tr(lang, "figure-definition"), html! {}, pad(facts(lang, &about))),
        ))
    }
}

fn point(label: &str, value: f64, text: String) -> Point {
    Point { label: label.into(), value, text, href: Some("#".into()) }
}

pub(crate) fn organisations(lang: Lang) -> Markup {
    let node = |zh: &str, en: &str, meta: &str, children: Vec<TreeNode>, more: bool| TreeNode {
        label: w(lang, zh, en),
        meta: meta.into(),
        href: "#".into(),
        open: !children.is_empty(),
        expand_href: (more || !children.is_empty()).then(|| "#".into()),
        children,
        ..TreeNode::default()
    };
    let xuanhe = vec![
        node("鸣沙村党支部", "Mingsha branch", &w(lang, "党支部 · 党员 37 人", "branch · 37 members"), vec![], false),
        node("永丰村党支部", "Yongfeng branch", &w(lang, "党支部 · 党员 42 人", "branch · 42 members"), vec![], false),
        node(
            "宣和村党总支",
            "Xuanhe general branch",
            &w(lang, "党总支 · 下级 3 个", "general branch · 3 below"),
            vec![],
            true,
        ),
    ];
    let district = vec![
        node("滨河镇党委", "Binhe committee", &w(lang, "党委 · 下级 88 个", "committee · 88 below"), vec![], true),
        node("宣和镇党委", "Xuanhe committee", &w(lang, "党委 · 下级 71 个", "committee · 71 below"), xuanhe, true),
        node("永康镇党委", "Yongkang committee", &w(lang, "党委 · 下级 58 个", "committee · 58 below"), vec![], true),
    ];
    let nodes = [node(
        "中共沙坡头区委",
        "Shapotou district committee",
        &w(lang, "区委 · 下级 614 个", "committee · 614 below"),
        district,
        true,
    )];
    let as_of = tr_args(lang, "tree-as-of", &[("day", "2013-12-31".into())]);
    html! {
        (heading(&tr(lang, "tree-title"), &as_of, button_link("#", &tr(lang, "list-export"), false)))
        (card(&tr(lang, "tree-title"), html! {}, tree(lang, &nodes)))
    }
}

pub(crate) fn login(lang: Lang) -> Markup {
    let user = FormField {
        name: "user".into(),
        label: tr(lang, "sign-in-user").into_owned(),
        required: true,
        value: "lina".into(),
        ..FormField::default()
    };
    let password = FormField::new(
        "password",
        tr(lang, "sign-in-password"),
        FieldKind::Password { autocomplete: "current-password" },
    )
    .required();
    let whole = Form {
        action: "/login".into(),
        fields: vec![user, password],
        submit: tr(lang, "sign-in-submit").into_owned(),
        error_summary: vec![tr(lang, "sign-in-error").into_owned()],
        ..Form::default()
    };
    let title = tr(lang, "sign-in-title");
    bare_page(
        lang,
        &title,
        html! {
            (heading(&title, "", html! {}))
            (form(lang, &whole))
            p { (tr(lang, "sign-in-help")) }
        },
    )
}

pub(crate) fn fault_page(lang: Lang) -> Markup {
    bare_page(lang, &Fault::Server.title(lang), fault(lang, Fault::Server, "", "7F3A-22"))
}
