//! A record with its history, and the form that amends it, with errors.

use hangji_ui::components::*;
use hangji_ui::{Lang, Markup, html, tr};

use super::w;

pub(crate) fn record(lang: Lang) -> Markup {
    let plain =
        |zh: &str, en: &str, zh2: &str, en2: &str| (w(lang, zh, en), html! { (w(lang, zh2, en2)) }, None::<String>);
    let mut items = vec![
        plain("走访日期", "Day of visit", "2013-12-12", "2013-12-12"),
        plain("党组织", "Organisation", "鸣沙村党支部", "Mingsha branch"),
        plain("走访干部", "Cadre", "王建军", "Wang Jianjun"),
        plain("事由", "Reason", "灌溉渠清淤、低保复核", "Dredging the canal; allowance review"),
        plain("走访农户", "Households", "21 户", "21"),
    ];
    items[4].2 = Some(w(
        lang,
        "农业农村局每季需要；用于“走访农户”指标和干部年度考核。",
        "Needed quarterly by the Bureau of Agriculture; counts in “Households visited” and in the yearly assessment.",
    ));
    items.push((
        w(lang, "户主身份证号", "Identity number"),
        html! { "6405***********17 " (tag(Kind::Plain, &tr(lang, "record-masked"))) },
        None,
    ));
    html! {
        (heading(&w(lang, "走访 · 鸣沙村 · 2013-12-12", "Visit · Mingsha · 2013-12-12"), &w(lang, "联系走访台账 · 记录 4,127", "Visits · record 4,127"), html! {
            (button_link("#", &tr(lang, "record-withdraw"), false))
            (button_link("#", &tr(lang, "record-amend"), true))
        }))
        (notice(Kind::Good, html! { (tr(lang, "record-saved")) }))
        (columns(
            html! {
                (card(&tr(lang, "record-facts"), html! {}, pad(facts(lang, &items))))
                (card(&tr(lang, "record-history"), html! {}, history(lang, &changes(lang))))
            },
            card(&tr(lang, "record-used"), html! {}, tasks(&[
                Task { title: w(lang, "走访农户 6,680 户", "Households visited: 6,680"), href: "#".into(), detail: w(lang, "2013 年 · 沙坡头区", "2013 · Shapotou"), ..Task::default() },
                Task { title: w(lang, "王建军 2013 年考核", "Assessment of Wang Jianjun, 2013"), href: "#".into(), detail: w(lang, "工作实绩", "Work done"), ..Task::default() },
            ])),
        ))
    }
}

fn changes(lang: Lang) -> Vec<Change> {
    let line = |zh: &str, en: &str, before: Option<&str>, after: Option<&str>| Line {
        field: w(lang, zh, en),
        before: before.map(str::to_owned),
        after: after.map(str::to_owned),
    };
    vec![
        Change {
            number: "90,412".into(),
            when: "2013-12-14 09:20".into(),
            who: w(lang, "王建军", "Wang Jianjun"),
            what: EntryKind::Amended,
            reason: Some(w(lang, "两个数字录反", "Two digits were swapped")),
            lines: vec![
                line("走访农户", "Households", Some("12"), Some("21")),
                line("备注", "Remark", Some("—"), None),
            ],
        },
        Change {
            number: "90,127".into(),
            when: "2013-12-12 17:45".into(),
            who: w(lang, "王建军", "Wang Jianjun"),
            what: EntryKind::Added,
            reason: None,
            lines: vec![
                line("走访日期", "Day of visit", None, Some("2013-12-12")),
                line("走访农户", "Households", None, Some("12")),
            ],
        },
    ]
}

pub(crate) fn entry(lang: Lang) -> Markup {
    let field = |name: &str, zh: &str, en: &str, kind: FieldKind, value: &str| {
        FormField::new(name, w(lang, zh, en), kind).value(value)
    };
    let choices =
        vec![("a".to_owned(), w(lang, "日常走访", "Regular")), ("b".to_owned(), w(lang, "慰问", "Consolation"))];
    let people =
        vec![("王建军".to_owned(), w(lang, "宣和镇", "Xuanhe")), ("王建国".to_owned(), w(lang, "永康镇", "Yongkang"))];
    let fields = vec![
        FormField {
            readonly: true,
            ..field(
                "org",
                "党组织",
                "Organisation",
                FieldKind::Text { max: Some(80) },
                &w(lang, "鸣沙村党支部", "Mingsha branch"),
            )
        },
        FormField {
            required: true,
            error: Some(w(lang, "不能晚于今天（2013-12-31）", "must not be later than today (2013-12-31)")),
            hint: Some(w(lang, "实际走访的那一天", "the day on which it took place")),
            ..field("day", "走访日期", "Day of visit", FieldKind::Date, "2014-01-05")
        },
        field("kind", "走访类型", "Kind of visit", FieldKind::Select(choices), "").required(),
        field("who", "走访干部", "Cadre", FieldKind::Lookup(people), &w(lang, "王建军", "Wang Jianjun")).required(),
        FormField {
            required: true,
            error: Some(w(lang, "必须是 1 到 999 的整数", "must be a whole number from 1 to 999")),
            purpose: Some(w(
                lang,
                "农业农村局每季需要；用于“走访农户”指标，不必另行上报。",
                "Needed quarterly by the Bureau of Agriculture; counts in “Households visited”, no separate report.",
            )),
            ..field("households", "走访农户", "Households", FieldKind::Whole { unit: w(lang, "户", "") }, "0")
        },
        field("money", "慰问金", "Consolation money", FieldKind::Money, "1200.00"),
        FormField {
            hint: Some(w(lang, "不要写身份证号和电话", "no identity or telephone numbers")),
            ..field("reason", "事由", "Reason", FieldKind::Long { max: Some(500) }, "")
        },
        field("follow", "需要继续跟进", "Needs following up", FieldKind::Bool, "true"),
    ];
    let whole = Form {
        action: "/visits".into(),
        fields,
        submit: tr(lang, "form-save").into_owned(),
        submit_next: Some(tr(lang, "form-save-next").into_owned()),
        cancel_href: Some("#".into()),
        ..Form::default()
    };
    html! {
        (heading(&w(lang, "新增走访", "Add a visit"), &w(lang, "联系走访台账", "Visits"), html! {}))
        (form(lang, &whole))
    }
}
