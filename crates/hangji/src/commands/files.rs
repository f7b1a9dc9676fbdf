//! `template`, `import`, `undo`, `export`.

use std::io::{IsTerminal as _, Write as _};
use std::path::{Path, PathBuf};

use anyhow::Result;
use hangji_platform::access::{Scope, Viewer, sessions};
use hangji_platform::figures::Period;
use hangji_platform::import::{self, Fate, Options, Outcome, files, plan, run};
use hangji_platform::ledger::Ledger;
use hangji_platform::ledger::list::Wanted;
use hangji_platform::privacy::access_log::{self, Need, Taken};
use hangji_platform::{Cx, Lang, System, setting, tree};
use hangji_store::{Clock, Db, Id, Tx};

use super::say;

/// Writes the template of a ledger.
pub fn template(sys: &System, ledger: &str, lang: Lang, output: &Path) -> Result<bool> {
    files::template(sys.ledger(ledger)?, lang, output)?;
    println!("{}", output.display());
    Ok(true)
}

/// What is to be imported, and how.
pub struct Request {
    pub ledger: String,
    pub file: PathBuf,
    pub options: Options,
    pub errors: Option<PathBuf>,
    pub user: Option<String>,
}

/// Imports a file and tells row by row what happened.
pub fn import(sys: &System, db: &Db, request: &Request, lang: Lang) -> Result<bool> {
    let viewer = match &request.user {
        Some(login) => db.read(|tx| sessions::by_login(tx, sys, login))?,
        None => Viewer::operator(),
    };
    sys.ledger(&request.ledger)?;
    let file = run::File::read(&request.file)?;
    let outcome =
        import::import(db, sys, Clock::Real, &viewer, &request.ledger, file, request.options, &mut progress())?;
    eprint!("\r\x1b[K");
    tell(&outcome, request.options.dry_run, lang)?;
    let [.., refused] = outcome.plan.counts();
    if let Some(path) = request.errors.as_ref().filter(|_| refused > 0) {
        files::refused_rows(sys.ledger(&request.ledger)?, &outcome.plan, lang, path)?;
        eprintln!("{}: {}", say(lang, "退回的行", "refused rows"), path.display());
    }
    match outcome.import {
        Some(id) => println!("import {id}"),
        None if request.options.dry_run => {
            println!("{}", say(lang, "试导入：没有保存任何内容", "dry run: nothing was stored"))
        }
        None if refused > 0 => eprintln!(
            "{}",
            say(
                lang,
                "有退回的行，没有保存任何内容：改正后重新导入，或用 --accept-good 先存好的行",
                "rows were refused, nothing was stored: mend them and import again, or store the good ones with --accept-good",
            )
        ),
        None => println!("{}", say(lang, "没有需要保存的内容", "there was nothing to store")),
    }
    let done = outcome.import.is_some() || request.options.dry_run;
    Ok(refused == 0 || request.options.accept_good && done)
}

/// Shows how far an import is, on a terminal.
fn progress() -> impl FnMut(&str, usize, usize) {
    let shown = std::io::stderr().is_terminal();
    move |stage, done, of| {
        if shown {
            eprint!("\r\x1b[K{stage} {done}/{of}");
            let _ = std::io::stderr().flush();
        }
    }
}

fn tell(outcome: &Outcome, dry_run: bool, lang: Lang) -> Result<()> {
    let table = &outcome.plan.table;
    let mut out = std::io::BufWriter::new(std::io::stdout().lock());
    writeln!(
        out,
        "{} {} · {} {}",
        say(lang, "工作表", "sheet"),
        table.sheet,
        say(lang, "表头行", "header row"),
        table.header_row
    )?;
    for column in &table.columns {
        writeln!(out, "  {} {} → {}", hangji_platform::import::files::letters(column.index), column.title, column.key)?;
    }
    for (index, title) in &table.unknown {
        let ignored = say(lang, "不认识的列，不导入", "unknown column, left out");
        writeln!(out, "  {} {title}: {ignored}", files::letters(*index))?;
    }
    for (row, skip) in &table.skipped {
        writeln!(out, "{} {row}: {}", say(lang, "行", "row"), plan::skip_words(*skip).in_(lang))?;
    }
    for row in &outcome.plan.rows {
        let (word, why) = match &row.fate {
            // Good rows of a real import go without saying.
            Fate::Add(..) | Fate::Amend(..) if !dry_run => continue,
            Fate::Add(..) => (say(lang, "新增", "add"), String::new()),
            Fate::Amend(..) => (say(lang, "修改", "amend"), String::new()),
            Fate::Skip(message) => (say(lang, "跳过", "skip"), message.in_(lang).to_owned()),
            Fate::Refuse(problems) => {
                let each: Vec<&str> = problems.iter().map(|p| p.message.in_(lang)).collect();
                (say(lang, "退回", "refuse"), each.join(" | "))
            }
        };
        writeln!(out, "{} {}: {word} {why}", say(lang, "行", "row"), row.number)?;
    }
    writeln!(out, "{}", run::summary(outcome).in_(lang))?;
    Ok(out.flush()?)
}

/// Undoes an import.
pub fn undo(sys: &System, db: &Db, id: Id, lang: Lang) -> Result<bool> {
    let count = import::undo::undo(db, sys, Clock::Real, &Viewer::operator(), id)?;
    println!("{} {count}", say(lang, "已撤销，恢复的记录数", "undone; records taken back:"));
    Ok(true)
}

/// What is written to a file.
pub struct Exported {
    pub ledger: String,
    pub org: Option<String>,
    pub period: Option<Period>,
    pub unmask: Option<String>,
    pub why: Option<String>,
    pub output: PathBuf,
}

/// Writes a ledger's records to a file, and notes in the journal that they were taken away.
pub fn export(sys: &System, db: &Db, request: &Exported, lang: Lang) -> Result<bool> {
    let ledger = sys.ledger(&request.ledger)?;
    let who = Viewer::operator();
    let need = match &request.unmask {
        Some(purpose) => Some(Need::stated(Some(purpose), request.why.as_deref())?),
        None => None,
    };
    let (rows, opened) = db.read(|tx| {
        let org =
            request.org.as_deref().map(|code| tree::lookup::by_code(tx, &Scope::everything(), code)).transpose()?;
        let wanted = Wanted { node: org.map(|o| o.id), period: request.period, ..Wanted::default() };
        match &need {
            Some(need) => files::export_opened(tx, sys, &who, ledger, &wanted, lang, &request.output, need),
            None => Ok((files::export(tx, sys, &who, ledger, &wanted, lang, &request.output)?, Vec::new())),
        }
    })?;
    let noted = db.write(|tx| note(tx, ledger, request, rows, &opened, need.as_ref()));
    if noted.is_err() {
        std::fs::remove_file(&request.output)?;
    }
    noted?;
    println!("{rows} {}", say(lang, "条记录", "records"));
    Ok(true)
}

fn note(
    tx: &mut Tx<'_>,
    ledger: &Ledger,
    request: &Exported,
    rows: usize,
    opened: &[Id],
    need: Option<&Need>,
) -> Result<()> {
    let mut cx = Cx::new(Id(0), Clock::Real, setting::business_day(tx, Clock::Real)?)?;
    let org = request.org.iter().map(|o| format!("org={o}"));
    let filter: Vec<String> = org.chain(request.period.iter().map(|p| format!("period={p}"))).collect();
    let columns: Vec<&str> = ledger.fields.iter().map(|f| f.name).collect();
    let format = request.output.extension().map(|e| e.to_string_lossy().to_lowercase()).unwrap_or_default();
    let (filter, columns) = (filter.join(" "), columns.join(" "));
    let taken = Taken { what: ledger.name, rows, filter: &filter, columns: &columns, format: &format };
    match need {
        Some(need) => access_log::took_opened(tx, &mut cx, ledger, opened, taken, need),
        None => access_log::took(tx, &mut cx, taken),
    }
}
