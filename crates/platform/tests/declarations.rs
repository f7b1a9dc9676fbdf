//! What follows from the words of a declaration: purposes that fields share, tasks about the records of another ledger,
//! what is unique while it holds; and declarations that contradict themselves are refused at the start.

use hangji_platform::ledger::{Field, Kind, Ledger, Uniqueness, Value};
use hangji_platform::tasks::{Due, Task};
use hangji_platform::{Lang, Message, Result, System, t};
use hangji_store::Id;
use hangji_testkit::{World, databases, declared, refusal};

/// A desk, with lamps that stand on it from one day until another, and errands that a lamp answers.
fn ledgers() -> Vec<Ledger> {
    let name = || Field::new("name", "名称", "Name", Kind::Text(20)).required();
    let day = |name, zh, en| Field::new(name, zh, en, Kind::Day);
    let mut all = hangji_testkit::ledgers();
    all.push(
        Ledger::new("desks", "桌子", "Desks")
            .purposes(t("管理员", "the keeper"), t("清单", "the list"))
            .field(name())
            .field(day("bought_on", "购入日期", "Bought on").reused_in(t("折旧", "depreciation")))
            .field(day("sold_on", "售出日期", "Sold on").purpose(t("会计", "the accountant"), t("账", "the books")))
            .key(&["name"]),
    );
    all.push(
        Ledger::new("lamps", "台灯", "Lamps")
            .field(Field::new("desk", "桌子", "Desk", Kind::Record("desks")).required())
            .field(name())
            .field(day("from_day", "起", "From").required())
            .field(day("to_day", "止", "To"))
            .dated("from_day")
            .unique_while(
                &["desk"],
                Uniqueness::between("from_day", "to_day").only("name", "big").says("desk", |clash| {
                    Message::new(
                        format!("已有（{}），现为（{}）", clash.theirs.zh, clash.mine.zh),
                        format!("one {}, another {}", clash.theirs.en, clash.mine.en),
                    )
                }),
            )
            .task(
                Task::new("desks.light", "配灯", "a lamp", Due::After("bought_on", 10))
                    .about("desks")
                    .while_("NOT EXISTS (SELECT 1 FROM lamps l WHERE l.desk = r.id AND l.state = 0)"),
            ),
    );
    all
}

fn change(ledger: &str, change: impl Fn(Ledger) -> Ledger) -> Result<System> {
    declared(ledgers().into_iter().map(|l| if l.name == ledger { change(l) } else { l }).collect(), vec![])
}

#[test]
fn fields_have_their_ledgers_purposes_unless_they_say_otherwise() {
    let sys = declared(ledgers(), vec![]).expect("declarations");
    let desks = sys.ledger("desks").expect("a ledger");
    let purpose = |i: usize| desks.fields[i].purpose.map(|p| (p.needed_by.en, p.reused_in.en));
    assert_eq!(purpose(0), Some(("the keeper", "the list")));
    assert_eq!(purpose(1), Some(("the keeper", "depreciation")));
    assert_eq!(purpose(2), Some(("the accountant", "the books")));
    assert!(sys.ledger("lamps").expect("a ledger").fields.iter().all(|f| f.purpose.is_none()));
}

#[test]
fn a_task_about_other_records_is_carried_by_them_and_done_where_it_is_declared() {
    let sys = declared(ledgers(), vec![]).expect("declarations");
    assert!(sys.ledger("lamps").expect("a ledger").tasks.is_empty());
    let tasks = &sys.ledger("desks").expect("a ledger").tasks;
    assert_eq!(tasks.iter().map(|t| (t.id, t.done_in)).collect::<Vec<_>>(), [("desks.light", Some("lamps"))]);
    let about_nothing = change("lamps", |l| l.task(Task::new("x.y", "事", "deed", Due::YearEnd).about("chairs")));
    assert!(about_nothing.is_err_and(|e| e.to_string().contains("about no ledger")));
    let by_no_day = change("lamps", |l| l.task(Task::new("x.y", "事", "deed", Due::After("to_day", 1)).about("desks")));
    assert!(by_no_day.is_err(), "the day is the carrying ledger's");
    let unique_by_nothing = change("lamps", |l| l.unique_while(&["room"], Uniqueness::between("from_day", "to_day")));
    assert!(unique_by_nothing.is_err());
}

#[test]
fn what_is_unique_while_it_holds_is_refused_with_the_days_that_clash() {
    for on in databases() {
        let w = World::new(declared(ledgers(), vec![]).expect("declarations"), on);
        w.sys.encryption.unlock(hangji_testkit::ring()).expect("locked until now");
        let org = w.org("R", Id(0), "2000-01-01");
        let desk = |name: &str| w.add("desks", org, &[("name", name.into())]).expect("a desk");
        let (a, b) = (desk("a"), desk("b"));
        let lamp = |desk: Id, name: &str, from: &str, to: Option<&str>| {
            let given: [(&str, Value); 4] =
                [("desk", desk.into()), ("name", name.into()), ("from_day", from.into()), ("to_day", to.into())];
            w.add("lamps", org, &given)
        };
        let first = lamp(a, "big", "2012-01-01", Some("2012-06-01")).expect("the first");
        let said = refusal(lamp(a, "big", "2012-05-31", None)).text(Lang::En);
        assert!(said.contains("one from 2012-01-01 until 2012-06-01, another since 2012-05-31"), "{said}");
        refusal(lamp(a, "big", "2011-01-01", Some("2012-01-02")));
        lamp(a, "big", "2012-06-01", None).expect("from the day the first one ended");
        lamp(a, "big", "2011-01-01", Some("2012-01-01")).expect("until the day the first one began");
        lamp(a, "small", "2012-01-01", None).expect("another name is not concerned");
        lamp(b, "big", "2012-01-01", None).expect("another desk");
        refusal(w.amend("lamps", first, &[("to_day", Value::Null)]));
        w.withdraw("lamps", first).expect("a withdrawn one holds no more");
        lamp(a, "big", "2012-02-01", Some("2012-03-01")).expect("in its place");
        refusal(w.restore("lamps", first));
    }
}
