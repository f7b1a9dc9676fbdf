//! One room for each group of commands.

mod access;
mod backups;
mod check;
mod config;
mod figures;
mod files;
mod ledgers;
mod maintenance;
mod serve;
mod storage;
mod verify;

use std::path::Path;
use std::sync::Arc;

use anyhow::Result;
use hangji_platform::privacy::access_log::{self, Taken};
use hangji_platform::{Cx, Refusal, System, rekeying, setting};
use hangji_store::{Clock, Db, Id, Url};

use crate::args::{Args, Command};
use crate::config::{Config, refusal};

/// Runs a command. `Ok(false)` says that not all that was asked was done, and that this has been told.
#[expect(clippy::too_many_lines, reason = "an arm for each command")]
pub fn run(args: Args) -> Result<bool> {
    let lang = args.lang();
    let sys = Arc::new(hangji_district::system()?);
    let config = Config::read(args.config.clone(), &args.given(), variables());
    if let Command::Check { format } = args.command {
        return check::check(&sys, config, format, lang);
    }
    let config = config.map_err(|wrong| refusal(&wrong))?;
    let settings = config.settings().map_err(|wrong| refusal(&wrong))?;
    let url = &settings.database;
    let key = settings.key_file(url);
    let make = may_make(&args.command);
    let locked = || locked(url, &sys, make);
    let open = || unlocked(locked()?, &key, &sys);
    match args.command {
        Command::Demo { data, no_serve, fresh, .. } => {
            let url = serve::demo_database(data, &config, &settings);
            let db = serve::demo(&sys, &url, &settings.key_file(&url), &config, fresh, lang)?;
            if no_serve { Ok(true) } else { serve::serve(&sys, db, &url, &config, &settings) }
        }
        Command::Init => init(&open()?, url, &key, lang),
        Command::Serve { .. } => serve::serve(&sys, open()?, url, &config, &settings),
        Command::Config { format } => config::show(&config, format, lang),
        Command::Figures { org, period, format } => figures::all(&sys, &open()?, &org, period, format, lang),
        Command::Evidence { figure, org, period, whole, format } => {
            let request = figures::Request { figure, org, period, whole };
            figures::evidence(&sys, &open()?, &request, format, lang)
        }
        Command::Ledgers { format } => ledgers::all(&sys, format, lang),
        Command::Template { ledger, output } => files::template(&sys, &ledger, lang, &output),
        Command::Import { ledger, file, dry_run, accept_good, errors, user } => {
            let options = hangji_platform::import::Options { dry_run, accept_good };
            let request = files::Request { ledger, file, options, errors, user };
            files::import(&sys, &open()?, &request, lang)
        }
        Command::Undo { import } => files::undo(&sys, &open()?, import, lang),
        Command::Export { ledger, org, period, unmask, why, output } => {
            let request = files::Exported { ledger, org, period, unmask, why, output };
            files::export(&sys, &open()?, &request, lang)
        }
        Command::Requests { days } => maintenance::requests(&sys, &open()?, days, lang),
        Command::User { act } => access::user(&sys, &open()?, act, lang),
        Command::Backup { file, keep } => {
            let from = maintenance::Kept { db: locked()?, files: storage::folder(&config, url)? };
            match keep {
                None => maintenance::backup(&sys, &from, &file, lang),
                Some(most) => backups::into_folder(&sys, &from, &file, usize::try_from(most)?, lang),
            }
        }
        Command::Check { .. } => unreachable!("checked before the configuration is taken for granted"),
        Command::Restore { file } => {
            let to = maintenance::Kept { db: locked()?, files: storage::open(&config, url)? };
            maintenance::restore(&sys, &to, &key, &file, lang)
        }
        Command::Rekey => maintenance::rekey(&key, lang),
        Command::Token { user, days } => access::token(&sys, &open()?, &user, days),
        Command::Verify { files } => {
            let db = locked()?;
            let files = if files { Some(storage::needed(&config, url)?) } else { None };
            verify::verify(&sys, &db, files.as_ref(), lang)
        }
    }
}

/// Tells of the database that was made, or that holds records already.
fn init(db: &Db, url: &Url, key: &Path, lang: hangji_platform::Lang) -> Result<bool> {
    let empty = db.read(hangji_platform::journal::head)?.0 == 0;
    println!("database  {url}\nkey       {}", key.display());
    if !empty {
        eprintln!("{}", say(lang, "数据库已有记录，没有改动", "it holds records already and was left as it is"));
    }
    Ok(empty)
}

/// Whether a command may find no database: it makes one, or needs none. All others refuse to replace one that is not there.
fn may_make(command: &Command) -> bool {
    matches!(
        command,
        Command::Demo { .. }
            | Command::Init
            | Command::Restore { .. }
            | Command::Check { .. }
            | Command::Config { .. }
            | Command::Ledgers { .. }
            | Command::Template { .. }
            | Command::Rekey
    )
}

/// What is said where no database is, or one that was never made ours.
fn not_there(url: &Url) -> Refusal {
    Refusal::bad(
        format!("没有数据库 {url}：请核对 --database、HANGJI_DATABASE_URL 或配置文件；新建空库用 hangji init"),
        format!(
            "there is no database {url}: look at --database, HANGJI_DATABASE_URL or the configuration file; \
             `hangji init` makes an empty one"
        ),
    )
}

/// The environment, as far as it is text.
fn variables() -> impl Iterator<Item = (String, String)> {
    std::env::vars_os().filter_map(|(n, v)| Some((n.into_string().ok()?, v.into_string().ok()?)))
}

/// Unlocks what is sealed in a database.
fn unlocked(db: Db, key: &Path, sys: &System) -> Result<Db> {
    rekeying::unlock(&db, &sys.encryption, key)?;
    Ok(db)
}

/// Opens a database for what needs no key (checking and copying work on what is sealed) and brings its schema forward. One
/// that is not there is made where `make` says so, and else refused: in an empty one everything fits.
fn locked(url: &Url, sys: &System, make: bool) -> Result<Db> {
    if let Url::Sqlite(file) = url
        && !make
        && !file.exists()
    {
        return Err(not_there(url).into());
    }
    let db = Db::open(url)?;
    if !make && !db.read(hangji_store::is_prepared)? {
        return Err(not_there(url).into());
    }
    sys.prepare(&db)?;
    Ok(db)
}

/// A sentence in the reader's language.
fn say(lang: hangji_platform::Lang, zh: &str, en: &str) -> String {
    hangji_platform::Message::new(zh, en).in_(lang).to_owned()
}

/// Notes in the journal that the operator had something printed, before it is.
fn note_printed(db: &Db, taken: Taken<'_>) -> Result<()> {
    db.write(|tx| {
        let mut cx = Cx::new(Id(0), Clock::Real, setting::business_day(tx, Clock::Real)?)?;
        access_log::took(tx, &mut cx, taken)
    })
}
