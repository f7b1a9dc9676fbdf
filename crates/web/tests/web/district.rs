//! An invented system: a tree, people, visits; two figures; four roles, three administrators.

use hangji_platform::access::{Office, Role};
use hangji_platform::figures::{Counting, Facts, Figure, Measure, Part, Timing};
use hangji_platform::ledger::section::{OverTime, SectionView};
use hangji_platform::ledger::{Choice, Field, Kind, Ledger, choice};
use hangji_platform::tasks::{Due, Task};
use hangji_platform::term::counted;
use hangji_platform::{Mechanism, Report, System};

const KINDS: &[Choice] = &[choice("committee", "党委", "committee"), choice("branch", "党支部", "branch")];
const CHANGES: &[Choice] = &[
    choice("rename", "更名", "rename"),
    choice("move", "调整隶属", "move"),
    choice("merge", "合并", "merge"),
    choice("dissolve", "撤销", "dissolve"),
];
const POSTS: &[Choice] = &[choice("head", "书记", "secretary"), choice("deputy", "副书记", "deputy")];
const PURPOSES: &[Choice] = &[choice("policy", "讲政策", "policy"), choice("help", "帮困难", "help")];

const LEADERSHIP: OverTime = OverTime { lane: "kind", label: "person", from: "began_on", until: Some("ended_on") };

fn code() -> Field {
    Field::new("code", "代码", "Code", Kind::Code(20)).required()
}

fn name() -> Field {
    Field::new("name", "名称", "Name", Kind::Text(60)).required()
}

#[expect(clippy::too_many_lines, reason = "declarations, read as a table")]
fn mechanisms() -> Vec<Mechanism> {
    let register = vec![
        Ledger::new("units", "单位", "Units").field(code()).field(name()).key(&["code"]).on_organisation(
            "所服务的单位",
            "Unit served",
            SectionView::Named("unit"),
        ),
        Ledger::new("organisations", "党组织", "Organisations")
            .field(code())
            .field(name())
            .field(Field::new("kind", "类别", "Kind", Kind::Choice(KINDS)).required())
            .field(Field::new("parent", "上级", "Parent", Kind::Record("organisations")))
            .field(Field::new("unit", "单位", "Unit", Kind::Record("units")))
            .field(Field::new("set_up_on", "成立", "Set up on", Kind::Day).required())
            .named_by(&["code", "name"])
            .key(&["code"])
            .tree(),
        Ledger::new("organisation_changes", "沿革", "Changes")
            .field(Field::new("change", "变动", "Change", Kind::Choice(CHANGES)).required())
            .field(Field::new("on_day", "日期", "Day", Kind::Day).required())
            .field(Field::new("new_name", "新名称", "New name", Kind::Text(60)))
            .field(Field::new("new_kind", "新类别", "New kind", Kind::Choice(KINDS)))
            .field(Field::new("target", "去向", "Target", Kind::Record("organisations")))
            .dated("on_day"),
        Ledger::new("people", "人员", "People")
            .field(code())
            .field(name())
            .field(Field::new("phone", "电话", "Phone", Kind::Phone))
            .named_by(&["code", "name"])
            .key(&["code"])
            .read_by(&["cadre"])
            .unmasked_by(&["officer"])
            .erased_by(&["officer"])
            .on_organisation("党员", "Members", SectionView::Names),
        Ledger::new("posts", "任职", "Posts")
            .field(Field::new("person", "人员", "Person", Kind::Record("people")).required())
            .field(Field::new("kind", "职务", "Post", Kind::Choice(POSTS)).required())
            .field(Field::new("began_on", "任职日期", "Began on", Kind::Day).required())
            .field(Field::new("ended_on", "免职日期", "Ended on", Kind::Day))
            .dated("began_on")
            .involves(&["person"])
            .on_organisation("领导班子", "Leadership", SectionView::OverTime(LEADERSHIP)),
    ];
    let visits = vec![
        Ledger::new("visits", "走访", "Visits")
            .about("干部走访农户", "cadres visit households")
            .field(Field::new("on_day", "走访日期", "Day of visit", Kind::Day).required())
            .field(Field::new("person", "干部", "Cadre", Kind::Record("people")).required())
            .field(Field::new("purpose", "事由", "Purpose", Kind::Choice(PURPOSES)).required())
            .field(Field::new("households", "户数", "Households", Kind::Whole(1, 500)).required().totalled())
            .field(Field::new("money", "慰问金", "Money", Kind::Money(0, 10_000_000)))
            .field(Field::new("note", "备注", "Note", Kind::Text(100)))
            .dated("on_day")
            .involves(&["person"])
            .read_by(&["cadre"])
            .task(
                Task::new("visits.revisit", "回访", "revisit", Due::After("on_day", 30))
                    .asks("一个月内回访", "visit again within a month")
                    .while_("r.money > 0")
                    .named(&["person"])
                    .source("走访办法第三条", "article 3 on visits"),
            ),
    ];
    vec![
        Mechanism::new("register", "组织与队伍", "Organisations and people").ledgers(register),
        Mechanism::new("contact", "联系走访", "Contact and visits").ledgers(visits).figures(figures()),
    ]
}

fn figures() -> Vec<Figure> {
    let visits = || Facts::of("visits").on("r.on_day");
    let households = Part::new(Counting::Sum("r.households"), Timing::During, visits());
    let policy = Part::new(Counting::Facts, Timing::During, visits().when("r.purpose = 'policy'"));
    let all = Part::new(Counting::Facts, Timing::During, visits());
    vec![
        Figure::new(
            "visits.households",
            "走访户数",
            "Households visited",
            counted("household", "households", "户"),
            Measure::Amount(households),
        )
        .meaning("期间内走访的户数", "households visited in the period")
        .on_desk(),
        Figure::new(
            "visits.share_spent_on_explaining_policies",
            "讲政策占比",
            "Share on policy",
            counted("percent", "percent", "%"),
            Measure::Ratio(policy, all, 100),
        ),
    ]
}

fn roles() -> Vec<Role> {
    let role = |code, zh, en| Role::new(code, zh, en);
    let office = |code, en, office| role(code, "管理员", en).office(office);
    vec![
        role("officer", "干事", "Officer").reads_all().writes_all().exports().sees_figures(),
        role("reader", "查看员", "Reader").reads_all().sees_figures(),
        role("writer", "录入员", "Writer").reads_all().writes_all().exports().sees_figures(),
        role("cadre", "下基层干部", "Cadre").involved(),
        office("system", "System administrator", Office::System),
        office("security", "Security administrator", Office::Security),
        office("audit", "Audit administrator", Office::Audit).exports(),
    ]
}

/// Everything declared.
pub(crate) fn system() -> System {
    let sys = System::new(mechanisms(), roles(), Report::default()).expect("the declarations fit together");
    sys.encryption.unlock(hangji_testkit::ring()).expect("locked until now");
    sys
}
