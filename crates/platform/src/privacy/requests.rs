//! Requests of the people concerned: to correct what is held about them, or to erase it. They are records of a ledger, so
//! that asking and answering stand in the journal; who may answer follows from who may write, or erase, the record.

use hangji_store::{Day, Id, Tx};

use super::erasure;
use crate::access::scope::Scope;
use crate::access::{Reach, Viewer};
use crate::journal::ChangeKind;
use crate::ledger::declare::{FieldReader, PEOPLE};
use crate::ledger::input::read_text;
use crate::ledger::list::{self, Filter, Line, Wanted};
use crate::ledger::{
    Authority, Change, Choice, Field, Kind, Ledger, Record, State, Value, Write, check, choice, write,
};
use crate::privacy::subject_access;
use crate::refusal::{Message, Problem, Refusal};
use crate::term::t;
use crate::{Cx, Result, System};

/// Name of the ledger.
pub use super::LEDGER;

/// To correct (PIPL §46).
pub const CORRECT: &str = "correct";
/// To erase (PIPL §47).
pub const ERASE: &str = "erase";
const WHAT: &[Choice] = &[choice(CORRECT, "更正", "correction"), choice(ERASE, "删除", "erasure")];

/// Not answered yet.
pub const OPEN: &str = "open";
/// Done as asked.
pub const DONE: &str = "done";
/// Refused, on a ground.
pub const REFUSED: &str = "refused";
const STATUS: &[Choice] =
    &[choice(OPEN, "待答复", "waiting"), choice(DONE, "已办理", "done"), choice(REFUSED, "未予办理", "refused")];

/// Why a request may be refused, with the rule. The first are for corrections.
pub const GROUNDS: &[Choice] = &[
    choice(
        "accurate",
        "经核实，现有内容准确、完整（个人信息保护法第46条第2款）",
        "checked: what is held is accurate and complete (PIPL §46(2))",
    ),
    choice("settled", "已经更正", "it has been corrected already"),
    choice(
        "identity",
        "不能确认申请人是本人（个人信息保护法第50条）",
        "the applicant cannot be told to be the person (PIPL §50)",
    ),
    choice(
        "retention",
        "法律、行政法规规定的保存期限未届满（个人信息保护法第47条第2款）",
        "a period of retention set by law or administrative regulation has not ended (PIPL §47(2))",
    ),
    choice(
        "duty",
        "为履行法定职责所必需，处理目的尚未实现（个人信息保护法第13条第1款第3项、第34条、第47条第1款第1项）",
        "needed for a statutory duty whose purpose is not met yet (PIPL §13(1)3, §34, §47(1)1)",
    ),
    choice(
        "archive",
        "属于依法应当归档保存的材料（档案法第14条）",
        "it is material that the law orders to be filed (Archives Law §14)",
    ),
    choice(
        "technical",
        "从技术上难以实现，已停止除存储和必要安全保护之外的处理（个人信息保护法第47条第2款）",
        "it cannot technically be done; all processing but storage and protection has ended (PIPL §47(2))",
    ),
];

/// The grounds on which a kind of request may be refused.
pub fn grounds(what: &str) -> impl Iterator<Item = &'static Choice> {
    let fits: &[&str] = match what {
        CORRECT => &["accurate", "settled", "identity"],
        _ => &["identity", "retention", "duty", "archive", "technical"],
    };
    GROUNDS.iter().filter(move |g| fits.contains(&g.code))
}

/// Days within which a request is answered, unless the setting says otherwise. GB/T 35273-2020, 8.7 allows thirty;
/// for apps fifteen working days are the limit (办法〔国信办秘字〔2019〕191号〕, 6): fifteen calendar days keep both.
pub const DAYS: i64 = 15;
const SETTING: &str = "request_days";
/// A person has at most so many requests waiting.
const MOST_OPEN: i64 = 20;
const LONGEST: usize = 500;

/// The ledger. Its organisation is that of the record concerned.
#[must_use]
pub fn ledger() -> Ledger {
    let who = t("受理人，答复本人", "whoever answers, and the person");
    let used = t("答复本人；监督检查", "the answer to the person; supervision");
    let field = |name, zh, en, kind| Field::new(name, zh, en, kind).purpose(who, used);
    Ledger::new(LEDGER, "个人信息申请", "Requests about personal data")
        .about(
            "本人对所保存的个人信息提出的更正、删除申请及答复",
            "requests of people to correct or erase what is held about them, and the answers",
        )
        .field(field("person", "申请人", "Person", Kind::Record(PEOPLE)).required().district_wide())
        .field(field("what", "申请事项", "Asked for", Kind::Choice(WHAT)).required())
        .field(field("ledger", "所在台账", "Ledger", Kind::Code(60)).required())
        .field(field("record", "记录编号", "Record", Kind::Code(60)).required())
        .field(field("field", "字段", "Field", Kind::Code(60)))
        .field(field("wrong", "情况说明", "What is wrong", Kind::Long(LONGEST)).personal())
        .field(field("should_be", "应为", "Should be", Kind::Text(LONGEST)).masked())
        .field(field("asked_on", "申请日期", "Asked on", Kind::Day).required())
        .field(field("due_on", "答复期限", "Answer due on", Kind::Day).required().may_be_future())
        .field(field("status", "办理情况", "Status", Kind::Choice(STATUS)).required())
        .field(field("ground", "不予办理的依据", "Ground of refusal", Kind::Choice(GROUNDS)))
        .field(field("answer", "答复", "Answer", Kind::Long(LONGEST)).personal())
        .field(field("answered_on", "答复日期", "Answered on", Kind::Day))
        .dated("asked_on")
        .involves(&["person"])
        .administrative()
        .own_right(may_change)
        .retention(
            "自答复之日起保存三年，以备核查（个人信息保护法第56条的期限）",
            "three years from the answer, for checks (the period of PIPL §56)",
        )
}

/// The days within which a request is to be answered.
///
/// # Errors
/// If the database fails.
pub fn days(tx: &mut Tx<'_>) -> Result<i64> {
    let set =
        tx.first("SELECT value FROM setting WHERE name = $1", &[SETTING.into()], |r| Ok(r.text(0)?.parse().ok()))?;
    Ok(set.flatten().unwrap_or(DAYS))
}

/// Sets the days for requests made from now on.
///
/// # Errors
/// A refusal of what no rule allows; a fault of the database.
pub fn set_days(tx: &mut Tx<'_>, days: i64) -> Result<()> {
    if !(1..=30).contains(&days) {
        return Err(Refusal::bad(
            "答复期限为1到30天（GB/T 35273-2020 第8.7条）",
            "requests are answered within 1 to 30 days (GB/T 35273-2020, 8.7)",
        )
        .into());
    }
    let sql =
        "INSERT INTO setting (name, value) VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET value = excluded.value";
    tx.run(sql, &[SETTING.into(), days.to_string().as_str().into()])?;
    Ok(())
}

/// A request with what it is about.
pub struct Request<'s> {
    /// The request.
    pub line: Line,
    /// `correct` or `erase`.
    pub what: String,
    /// The ledger it concerns.
    pub target: &'s Ledger,
    /// The record it concerns.
    pub record: Id,
    /// The field that is wrong, as its position in the ledger.
    pub field: Option<usize>,
    /// What is wrong, or why it is to be erased.
    pub wrong: String,
    /// What the field should be, as typed.
    pub should_be: String,
    /// The last day for an answer.
    pub due_on: Option<Day>,
    /// `open`, `done` or `refused`.
    pub status: String,
    /// Why it was refused.
    pub ground: Option<Choice>,
    /// The answer.
    pub answer: String,
}

impl<'s> Request<'s> {
    fn read(sys: &'s System, line: Line) -> Result<Request<'s>> {
        let ledger = sys.ledger(LEDGER)?;
        let v = FieldReader { ledger, values: &line.record.values };
        let text = |name: &str| v.text(name).unwrap_or_default().to_owned();
        let target = sys.ledger(v.text("ledger").unwrap_or_default())?;
        Ok(Request {
            what: text("what"),
            record: text("record").parse().unwrap_or_default(),
            field: v.text("field").and_then(|f| target.position(f)),
            wrong: text("wrong"),
            should_be: text("should_be"),
            due_on: v.day("due_on"),
            status: text("status"),
            ground: GROUNDS.iter().copied().find(|g| Some(g.code) == v.text("ground")),
            answer: text("answer"),
            target,
            line,
        })
    }

    /// Whether it waits for an answer.
    #[must_use]
    pub fn is_open(&self) -> bool {
        self.status == OPEN && self.line.record.state == State::InForce
    }

    /// Whether an answer is overdue.
    #[must_use]
    pub fn is_overdue(&self, today: Day) -> bool {
        self.is_open() && self.due_on.is_some_and(|due| due < today)
    }
}

/// What somebody asks for.
#[derive(Debug, Clone, Copy)]
pub struct Asking<'a> {
    /// [`CORRECT`] or [`ERASE`].
    pub what: &'a str,
    /// The ledger of the record.
    pub ledger: &'a str,
    /// The record.
    pub record: Id,
    /// The field that is wrong; for erasures none.
    pub field: &'a str,
    /// What is wrong, or why it is to be erased.
    pub wrong: &'a str,
    /// What it should be.
    pub should_be: &'a str,
}

fn unknown() -> anyhow::Error {
    Refusal::NotFound(Message::new("没有这条记录，或与您无关", "there is no such record, or it is not about you"))
        .into()
}

/// Makes a request of the viewer's own person and tells its id.
///
/// # Errors
/// A refusal if the record is not about them or the request says too little; a fault.
pub fn ask(tx: &mut Tx<'_>, sys: &System, cx: &mut Cx, viewer: &Viewer, asking: Asking<'_>) -> Result<Id> {
    let person = viewer.person.ok_or_else(unknown)?;
    enter(tx, sys, cx, viewer, None, person, asking)
}

/// Makes a request of somebody who came in person, or wrote, and has no account; tells its id. Who may do so answers
/// requests as well.
///
/// # Errors
/// A refusal if the viewer does not see the record or it is not about the person, or the request says too little; a
/// fault.
pub fn ask_for(
    tx: &mut Tx<'_>,
    sys: &System,
    cx: &mut Cx,
    viewer: &Viewer,
    person: Id,
    asking: Asking<'_>,
) -> Result<Id> {
    if !serves(sys, viewer, person) {
        return Err(unknown());
    }
    enter(tx, sys, cx, viewer, Some(viewer), person, asking)
}

/// Whether the viewer sees to what another person is owed: whoever answers requests, and never for themselves.
#[must_use]
pub fn serves(sys: &System, viewer: &Viewer, person: Id) -> bool {
    answers(sys, viewer) && viewer.person != Some(person)
}

fn enter(
    tx: &mut Tx<'_>,
    sys: &System,
    cx: &mut Cx,
    asked_by: &Viewer,
    within: Option<&Viewer>,
    person: Id,
    asking: Asking<'_>,
) -> Result<Id> {
    let target = sys.ledger(asking.ledger).map_err(|_| unknown())?;
    let line = subject_access::one(tx, sys, within, target, person, asking.record)?.ok_or_else(unknown)?;
    let problems = wrong_with(target, &asking, cx.today);
    if !problems.is_empty() {
        return Err(Refusal::Invalid(problems).into());
    }
    refuse_too_many(tx, sys, person, &asking)?;
    let own = sys.ledger(LEDGER)?;
    let due = cx.today.plus_days(days(tx)?);
    let values = own.fields.iter().map(|f| match f.name {
        "person" => person.into(),
        "what" => asking.what.into(),
        "ledger" => target.name.into(),
        "record" => asking.record.to_string().into(),
        "field" => given(asking.field),
        "wrong" => given(asking.wrong),
        "should_be" => given(asking.should_be),
        "asked_on" => cx.today.into(),
        "due_on" => due.into(),
        "status" => OPEN.into(),
        _ => Value::Null,
    });
    let id = cx.ids.next();
    let change = Change::add(id, line.record.org, values.collect());
    write(tx, sys, cx, Write::under(Authority::of(asked_by)).change(own, change))?;
    Ok(id)
}

fn given(text: &str) -> Value {
    Some(text.trim()).filter(|t| !t.is_empty()).into()
}

fn wrong_with(target: &Ledger, asking: &Asking<'_>, today: Day) -> Vec<Problem> {
    let mut out = Vec::new();
    let mut wrong = |field, zh: &str, en: &str| out.push(Problem::at(field, Message::new(zh, en)));
    if asking.wrong.trim().is_empty() {
        wrong("wrong", "请说明情况", "say what is wrong");
    }
    match (asking.what, target.position(asking.field)) {
        (ERASE, _) if asking.field.is_empty() => {}
        (CORRECT, Some(i)) => {
            let field = &target.fields[i];
            if asking.should_be.trim().is_empty() {
                wrong("should_be", "请写明正确的内容", "say what it should be");
            } else if let Some(message) = unfit(field, asking.should_be, today) {
                wrong("should_be", &message.zh, &message.en);
            }
        }
        (CORRECT, None) => wrong("field", "请选择要更正的字段", "choose the field that is wrong"),
        _ => wrong("what", "只能申请更正或删除", "ask for a correction or an erasure"),
    }
    out
}

/// What keeps a text from being a field's value; names of other records are the answerer's to find.
fn unfit(field: &Field, text: &str, today: Day) -> Option<Message> {
    match read_text(field, text) {
        Err(message) => Some(message),
        Ok(_) if matches!(field.kind, Kind::Record(_)) => None,
        Ok(value) => check::field_problem(field, &value, today),
    }
}

/// The person's waiting requests are bounded, and the same is not asked twice.
fn refuse_too_many(tx: &mut Tx<'_>, sys: &System, person: Id, asking: &Asking<'_>) -> Result<()> {
    let own = mine(tx, sys, person)?;
    let waiting: Vec<&Request<'_>> = own.iter().filter(|r| r.is_open()).collect();
    let same = |r: &&Request<'_>| {
        let field = r.field.map_or("", |i| r.target.fields[i].name);
        r.record == asking.record && r.target.name == asking.ledger && r.what == asking.what && field == asking.field
    };
    if waiting.iter().any(same) {
        return Err(Refusal::Conflict(Message::new(
            "您已就此提出申请，正在等待答复",
            "you have asked for this already, and the answer is waiting",
        ))
        .into());
    }
    if waiting.len() as i64 >= MOST_OPEN {
        return Err(Refusal::Conflict(Message::new(
            format!("等待答复的申请已有{MOST_OPEN}件，请等待答复后再提"),
            format!("{MOST_OPEN} requests of yours wait for an answer: wait for some of them first"),
        ))
        .into());
    }
    Ok(())
}

/// A person's own requests, newest first.
///
/// # Errors
/// If the database fails.
pub fn mine<'s>(tx: &mut Tx<'_>, sys: &'s System, person: Id) -> Result<Vec<Request<'s>>> {
    let wanted = Wanted::default();
    gather(tx, sys, &Scope::involved(Some(person)), &wanted)
}

/// The requests of a person in the viewer's territory, newest first.
///
/// # Errors
/// If the database fails.
pub fn of_person<'s>(tx: &mut Tx<'_>, sys: &'s System, viewer: &Viewer, person: Id) -> Result<Vec<Request<'s>>> {
    let wanted = Wanted { filters: vec![Filter::Involves(person)], ..Wanted::default() };
    gather(tx, sys, &office(viewer), &wanted)
}

const MOST: i64 = 500;

fn gather<'s>(tx: &mut Tx<'_>, sys: &'s System, scope: &Scope, wanted: &Wanted) -> Result<Vec<Request<'s>>> {
    let ledger = sys.ledger(LEDGER)?;
    let count = list::totals(tx, sys, scope, ledger, wanted)?.count;
    let lines = list::lines(tx, sys, scope, ledger, wanted, count, 0, MOST)?;
    lines.into_iter().map(|line| Request::read(sys, line)).collect()
}

/// Where the viewer answers requests: their territory, and never what they ask themselves.
fn office(viewer: &Viewer) -> Scope {
    match &viewer.role {
        None => Scope::everything(),
        Some(r) if r.reach == Reach::Territory => Scope::territory(viewer.org, None),
        Some(_) => Scope::involved(None),
    }
}

/// The conditions under which the viewer answers: corrections of what they write, erasures of what they may erase.
fn answerable(sys: &System, viewer: &Viewer) -> Result<Vec<Wanted>> {
    let ledger = sys.ledger(LEDGER)?;
    let at = |name: &str| ledger.position(name).unwrap_or_default();
    let kind = |what: &str, may: &dyn Fn(&str) -> bool| {
        let ledgers = sys.ledgers.iter().filter(|l| may(l.name)).map(|l| l.name.into()).collect();
        let mut filters = vec![Filter::Is(at("what"), what.into()), Filter::AnyOf(at("ledger"), ledgers)];
        // Nobody decides on what they ask themselves.
        filters.extend(viewer.person.map(|p| Filter::IsNot(at("person"), p.into())));
        Wanted { filters, sort: Some((at("due_on"), false)), ..Wanted::default() }
    };
    Ok(vec![kind(CORRECT, &|l| viewer.writes(l)), kind(ERASE, &|l| viewer.may_erase(l))])
}

/// The requests that the viewer may answer, those due first; with `open` only those that wait.
///
/// # Errors
/// If the database fails.
pub fn to_answer<'s>(tx: &mut Tx<'_>, sys: &'s System, viewer: &Viewer, open: bool) -> Result<Vec<Request<'s>>> {
    let mut out = Vec::new();
    for wanted in answerable(sys, viewer)? {
        out.extend(gather(tx, sys, &office(viewer), &with_status(sys, wanted, open)?)?);
    }
    out.sort_by_key(|r| (r.due_on, r.line.record.id));
    Ok(out)
}

fn with_status(sys: &System, mut wanted: Wanted, open: bool) -> Result<Wanted> {
    let status = sys.ledger(LEDGER)?.position("status").unwrap_or_default();
    let which: &[&str] = if open { &[OPEN] } else { &[DONE, REFUSED] };
    wanted.filters.push(Filter::AnyOf(status, which.iter().map(|s| (*s).into()).collect()));
    Ok(wanted)
}

fn is_own(viewer: &Viewer, request: &Request<'_>) -> bool {
    let person = request.line.record.values.first();
    viewer.person.is_some_and(|p| person == Some(&p.into()))
}

/// How many requests wait for the viewer; with a day, only those that were to be answered before it.
///
/// # Errors
/// If the database fails.
pub fn waiting(tx: &mut Tx<'_>, sys: &System, viewer: &Viewer, due_before: Option<Day>) -> Result<i64> {
    let ledger = sys.ledger(LEDGER)?;
    let due = ledger.position("due_on").unwrap_or_default();
    let mut count = 0;
    for wanted in answerable(sys, viewer)? {
        let mut wanted = with_status(sys, wanted, true)?;
        wanted.filters.extend(due_before.map(|day| Filter::AtMost(due, day.plus_days(-1).into())));
        count += list::totals(tx, sys, &office(viewer), ledger, &wanted)?.count;
    }
    Ok(count)
}

/// Who may change a request: whom it is about makes it and takes it back, as does whoever serves them; whoever could do
/// to the record what is asked answers it, and never for themselves.
fn may_change(sys: &System, viewer: &Viewer, kind: ChangeKind, request: &Record) -> Result<bool> {
    let ledger = sys.ledger(LEDGER)?;
    let v = FieldReader { ledger, values: &request.values };
    let own = viewer.person.is_some() && v.int("person") == viewer.person.map(|p| p.0);
    let target = v.text("ledger").unwrap_or_default();
    Ok(match kind {
        ChangeKind::Add => own || answers(sys, viewer),
        ChangeKind::Withdraw => own,
        _ if own => false,
        _ if v.text("what") == Some(CORRECT) => viewer.writes(target),
        _ => viewer.may_erase(target),
    })
}

/// Whether the viewer ever answers requests.
#[must_use]
pub fn answers(sys: &System, viewer: &Viewer) -> bool {
    let territory = viewer.role.as_ref().is_none_or(|r| r.reach == Reach::Territory);
    territory && sys.ledgers.iter().any(|l| l.name != "accounts" && (viewer.writes(l.name) || viewer.may_erase(l.name)))
}

/// A request that the viewer may answer.
///
/// # Errors
/// A refusal in the words for what does not exist; a fault.
pub fn find<'s>(tx: &mut Tx<'_>, sys: &'s System, viewer: &Viewer, id: Id) -> Result<Request<'s>> {
    let none = || {
        Refusal::NotFound(Message::new(
            "没有这件申请，或不由您答复",
            "there is no such request, or it is not yours to answer",
        ))
    };
    let line = list::one(tx, sys, &office(viewer), sys.ledger(LEDGER)?, id)?.ok_or_else(none)?;
    let request = Request::read(sys, line)?;
    let may = match request.what.as_str() {
        CORRECT => viewer.writes(request.target.name),
        _ => viewer.may_erase(request.target.name),
    };
    if may && !is_own(viewer, &request) && request.line.record.state == State::InForce {
        Ok(request)
    } else {
        Err(none().into())
    }
}

/// Writes the answer down. `ground` is none where what was asked for has been done.
///
/// # Errors
/// A refusal if it was answered already or the answer says too little; a fault.
pub fn answer(
    tx: &mut Tx<'_>,
    sys: &System,
    cx: &mut Cx,
    viewer: &Viewer,
    request: &Request<'_>,
    ground: Option<&str>,
    answer: &str,
) -> Result<()> {
    if !request.is_open() {
        return Err(Refusal::Conflict(Message::new("这件申请已经答复", "the request was answered already")).into());
    }
    let ground = match ground {
        None => None,
        Some(code) => Some(grounds(&request.what).find(|g| g.code == code).ok_or_else(|| {
            Refusal::invalid(Problem::at(
                "ground",
                Message::new("请选择不予办理的依据", "choose the ground of the refusal"),
            ))
        })?),
    };
    if ground.is_some() && answer.trim().is_empty() {
        let message = Message::new("请向本人说明理由", "tell the person why");
        return Err(Refusal::invalid(Problem::at("answer", message)).into());
    }
    let ledger = sys.ledger(LEDGER)?;
    let record = request.line.record.clone();
    let mut values = record.values.clone();
    for (field, value) in ledger.fields.iter().zip(&mut values) {
        match field.name {
            "status" => *value = if ground.is_some() { REFUSED } else { DONE }.into(),
            "ground" => *value = ground.map(|g| g.code).into(),
            "answer" => *value = given(answer),
            "answered_on" => *value = cx.today.into(),
            _ => {}
        }
    }
    write(tx, sys, cx, Write::under(Authority::of(viewer)).change(ledger, Change::amend(record, values)))
}

/// Erases what was asked to be erased, and answers: nothing personal stays in the request either.
///
/// # Errors
/// A refusal if it is no request to erase or was answered already; a fault.
pub fn grant_erasure(tx: &mut Tx<'_>, sys: &System, cx: &mut Cx, viewer: &Viewer, request: &Request<'_>) -> Result<()> {
    if request.what != ERASE || !viewer.may_erase(request.target.name) {
        return Err(unknown());
    }
    answer(tx, sys, cx, viewer, request, None, "")?;
    let message = "依本人申请删除（个人信息保护法第47条）";
    let by = Authority::of(viewer);
    erasure::erase(tx, sys, cx, by, request.target, request.record, message)?;
    erasure::erase(tx, sys, cx, by, sys.ledger(LEDGER)?, request.line.record.id, message)
}

/// Takes back a waiting request of the viewer's own.
///
/// # Errors
/// A refusal if there is none; a fault.
pub fn take_back(tx: &mut Tx<'_>, sys: &System, cx: &mut Cx, viewer: &Viewer, id: Id) -> Result<()> {
    let person = viewer.person.ok_or_else(unknown)?;
    let found = mine(tx, sys, person)?.into_iter().find(|r| r.line.record.id == id);
    let request = found.filter(Request::is_open).ok_or_else(unknown)?;
    let change = Change::withdraw(request.line.record);
    write(tx, sys, cx, Write::under(Authority::of(viewer)).change(sys.ledger(LEDGER)?, change))
}
