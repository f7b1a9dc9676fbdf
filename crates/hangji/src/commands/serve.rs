//! `demo` and `serve`.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::{Context as _, Result};
use hangji_platform::{Lang, System};
use hangji_store::{Clock, Db, Url};
use hangji_web::App;

/// Where the demo goes: a folder of its own, or the database that was named.
pub fn demo_database(folder: Option<PathBuf>, named: Option<Url>) -> Url {
    match (folder, named) {
        (None, Some(url)) => url,
        (folder, _) => Url::Sqlite(folder.unwrap_or_else(|| "data/demo".into()).join("hangji.db")),
    }
}

/// Makes the demo district in a fresh database (what an earlier demo left in a file is replaced) and serves it.
pub fn demo(sys: &Arc<System>, url: &Url, listen: SocketAddr, no_serve: bool, lang: Lang) -> Result<bool> {
    if let Url::Sqlite(file) = url {
        remove_old(file)?;
    }
    let db = super::open(url, sys)?;
    let (entries, _) = db.read(hangji_platform::journal::head)?;
    anyhow::ensure!(
        entries == 0,
        "{url} holds records that are not a demo's: give another folder with --data, or an empty database"
    );
    let accounts = hangji_demo::load(&db, sys, Clock::Real, &mut |stage| eprintln!("  {stage}"))?;
    println!("database  {url}");
    for a in &accounts {
        println!("account   {:<12} password {:<14} {} · {}", a.login, a.password, a.role.in_(lang), a.organisation);
    }
    if no_serve { Ok(true) } else { serve(sys, db, listen) }
}

/// Removes the files of an earlier demo, and only those: a database that is not a demo's is left alone.
fn remove_old(file: &Path) -> Result<()> {
    let demo = file.exists()
        && Db::open(&Url::Sqlite(file.to_owned()))
            .and_then(|db| db.read(hangji_platform::setting::fixed_business_day))
            .is_ok_and(|day| day.is_some());
    if !demo {
        return Ok(());
    }
    for suffix in ["", "-wal", "-shm"] {
        let mut name = file.as_os_str().to_owned();
        name.push(suffix);
        match std::fs::remove_file(&name) {
            Err(e) if e.kind() != std::io::ErrorKind::NotFound => {
                return Err(e).with_context(|| format!("removing {}", name.display()));
            }
            _ => {}
        }
    }
    Ok(())
}

/// Serves a database until it is told to stop.
pub fn serve(sys: &Arc<System>, db: Db, listen: SocketAddr) -> Result<bool> {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build()?;
    runtime.block_on(async {
        let listener = tokio::net::TcpListener::bind(listen)
            .await
            .with_context(|| format!("listening on {listen}: is another program there? choose one with --listen"))?;
        println!("serving   http://{}/", listener.local_addr()?);
        hangji_web::serve(App::new(db, Arc::clone(sys), Clock::Real), listener).await
    })?;
    Ok(true)
}
