//! `demo` and `serve`.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context as _, Result};
use hangji_platform::setting::fixed_business_day;
use hangji_platform::{Lang, Refusal, System};
use hangji_store::{Clock, Db, Url, beside};
use hangji_web_core::{App, Options};
use tls_listener::TlsListener;
use tls_listener::rustls::TlsAcceptor;
use tokio::net::TcpListener;

use super::{say, storage};
use crate::config::{Config, Settings, Source, refusal};
use crate::log;
use crate::tls::Certificate;

/// Where the demo goes: a folder of its own, or the database that was named to this very run; the database of a
/// configuration file holds a district's real records.
pub fn demo_database(folder: Option<PathBuf>, config: &Config, settings: &Settings) -> Url {
    let named = matches!(config.of("database_url").1, Source::Argument(_) | Source::Variable(_));
    match folder {
        None if named => settings.database.clone(),
        folder => Url::Sqlite(folder.unwrap_or_else(|| "data/demo".into()).join("hangji.db")),
    }
}

/// The demo district: the one that is there as it was left, or a new one in an empty database. `fresh` deletes the one that
/// is there, once whoever asked for it has said yes.
pub fn demo(sys: &System, url: &Url, key: &Path, config: &Config, fresh: bool, lang: Lang) -> Result<Db> {
    if fresh {
        delete_old(url, lang)?;
    }
    let storage = storage::open(config, url)?;
    let db = super::unlocked(super::locked(url, sys, true)?, key, sys)?;
    let (entries, _) = db.read(hangji_platform::journal::head)?;
    if entries > 0 && db.read(fixed_business_day)?.is_some() {
        println!("database  {url}");
        println!("{}", as_it_was_left(lang));
        return Ok(db);
    }
    if entries > 0 {
        return Err(Refusal::bad(
            format!("{url} 中的记录不是演示数据：请用 --data 另给文件夹，或给空数据库"),
            format!("{url} holds records that are not a demo's: give another folder with --data, or an empty database"),
        )
        .into());
    }
    let accounts = hangji_district::load(&db, sys, Clock::Real, &mut |stage| eprintln!("  {stage}"))?;
    hangji_district::annotate(&db, sys, Clock::Real, storage.as_deref())?;
    println!("database  {url}");
    for a in &accounts {
        println!("account   {:<12} password {:<14} {} · {}", a.login, a.password, a.role.in_(lang), a.organisation);
    }
    Ok(db)
}

/// What is said of a demo that is there already.
fn as_it_was_left(lang: Lang) -> String {
    let password = hangji_district::password("NAME");
    say(
        lang,
        &format!(
            "这里已有演示数据，按上次离开时的样子打开；密码如未改过，仍是 {password}（NAME 为用户名）；重新制作用 --fresh"
        ),
        &format!(
            "a demo is there already and is opened as it was left; passwords that were not changed are {password}; \
             --fresh makes a new one"
        ),
    )
}

/// Deletes the files of an earlier demo once that is confirmed, and only those: a database that is not a demo's is left alone.
fn delete_old(url: &Url, lang: Lang) -> Result<()> {
    let Url::Sqlite(file) = url else {
        return Err(Refusal::bad(
            "--fresh 只删除演示数据库文件；PostgreSQL 请先自行清空数据库",
            "--fresh deletes a demo's file only; on PostgreSQL give an empty database",
        )
        .into());
    };
    if !file.exists() {
        return Ok(());
    }
    if !Db::open(url).and_then(|db| db.read(fixed_business_day)).is_ok_and(|day| day.is_some()) {
        return Err(Refusal::bad(
            format!("{} 不是演示数据库，没有删除", file.display()),
            format!("{} is not a demo's database: nothing was deleted", file.display()),
        )
        .into());
    }
    let asked = say(
        lang,
        &format!("删除 {} 中的演示数据和其中录入的一切？[y/N] ", file.display()),
        &format!("Delete the demo in {} with all that was entered into it? [y/N] ", file.display()),
    );
    eprint!("{asked}");
    let mut answer = String::new();
    std::io::stdin().read_line(&mut answer)?;
    if !["y", "yes", "是"].contains(&answer.trim().to_lowercase().as_str()) {
        return Err(Refusal::bad("没有删除任何数据", "nothing was deleted").into());
    }
    delete(file)
}

fn delete(file: &Path) -> Result<()> {
    let files = beside(file, storage::SUFFIX);
    if files.is_dir() {
        std::fs::remove_dir_all(&files).with_context(|| format!("removing {}", files.display()))?;
    }
    for suffix in ["", "-wal", "-shm"] {
        let name = beside(file, suffix);
        match std::fs::remove_file(&name) {
            Err(e) if e.kind() != std::io::ErrorKind::NotFound => {
                return Err(e).with_context(|| format!("removing {}", name.display()));
            }
            _ => {}
        }
    }
    Ok(())
}

/// How long threads that wait for somebody else may take to end once serving is over.
const LAST_THREADS: Duration = Duration::from_secs(1);

/// Serves a database until it is told to stop.
pub fn serve(sys: &Arc<System>, db: Db, url: &Url, config: &Config, settings: &Settings) -> Result<bool> {
    let options = storage::options(config, url)?;
    // Said here, where whoever starts the program reads it.
    hangji_web_core::storage(&options)?;
    let token = config.secret("metrics.token").map_err(|wrong| refusal(&[wrong]))?;
    log::begin(settings)?;
    raise_file_limit();
    for name in &config.strange {
        tracing::warn!(variable = name, "is no key of the configuration and is not used");
    }
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build()?;
    let served = runtime.block_on(listen(sys, db, options, token, settings));
    runtime.shutdown_timeout(LAST_THREADS);
    served.map(|()| true)
}

/// Asks for as many open files as the system lets this process have: each connection is one, and some systems begin at 256.
fn raise_file_limit() {
    use rustix::process::{Resource, getrlimit, setrlimit};
    let mut limit = getrlimit(Resource::Nofile);
    limit.current = limit.maximum;
    if let Err(e) = setrlimit(Resource::Nofile, limit) {
        tracing::warn!("the limit of open files stays as it is: {e}");
    }
}

async fn listen(sys: &Arc<System>, db: Db, options: Options, token: Option<String>, settings: &Settings) -> Result<()> {
    let listener = bind(settings.listen, "--listen").await?;
    let address = listener.local_addr()?;
    let public = options.public_url.clone();
    if let (Some(from), Some(to)) = (settings.redirect_from, &public) {
        let plain = bind(from, "tls.redirect_from").await?;
        println!("redirect  http://{}/", plain.local_addr()?);
        tokio::spawn(hangji_web_core::redirect(plain, to.clone()));
    }
    let app = App::new(db, Arc::clone(sys), Clock::Real, options, hangji_district::uis())?;
    if let Some(at) = settings.metrics {
        metrics(&app, at, token).await?;
    }
    let scheme = if settings.tls.is_some() { "https" } else { "http" };
    println!("serving   {scheme}://{address}/");
    match &settings.tls {
        None => hangji_web_core::serve(app, listener).await,
        Some((cert, key)) => {
            let certificate = Arc::new(Certificate::read(cert, key)?);
            tell_of_end(&certificate)?;
            let acceptor = TlsAcceptor::from(certificate.server()?);
            tokio::spawn(read_again(certificate));
            hangji_web_core::serve(app, TlsListener::new(acceptor, listener)).await;
        }
    }
    Ok(())
}

/// Serves the metrics beside the pages.
async fn metrics(app: &App, at: SocketAddr, token: Option<String>) -> Result<()> {
    let router = app.metrics(token)?;
    let listener = bind(at, "metrics.listen").await?;
    println!("metrics   http://{}/metrics", listener.local_addr()?);
    tokio::spawn(hangji_web_core::connections::accept(router, listener, std::future::pending()));
    Ok(())
}

async fn bind(address: SocketAddr, key: &str) -> Result<TcpListener> {
    TcpListener::bind(address)
        .await
        .with_context(|| format!("listening on {address}: is another program there? choose another with {key}"))
}

/// How long before its end a certificate is spoken of.
pub const END_IS_NEAR_DAYS: i64 = 14;

/// Says in the log that the certificate ends soon, or ended.
fn tell_of_end(certificate: &Certificate) -> Result<()> {
    let (_, end) = certificate.holds()?;
    let days = (end - Clock::Real.now_ms() / 1000).div_euclid(24 * 3600);
    if days < END_IS_NEAR_DAYS {
        tracing::warn!(days, "the certificate ends soon: put a new one in its place and send SIGHUP");
    }
    Ok(())
}

/// Reads the certificate again whenever the program gets SIGHUP.
async fn read_again(certificate: Arc<Certificate>) {
    use tokio::signal::unix::{SignalKind, signal};
    let Ok(mut told) = signal(SignalKind::hangup()) else { return };
    while told.recv().await.is_some() {
        match certificate.read_again() {
            Ok(()) => {
                tracing::info!("the certificate was read again");
                drop(tell_of_end(&certificate));
            }
            Err(e) => tracing::error!("the old certificate stays in use: {e:#}"),
        }
    }
}
