//! From start to first answer, and memory when idle: this program run again as the server, over the demo district.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::time::Instant;

use anyhow::{Context as _, Result, ensure};
use hangji_platform::System;
use hangji_store::{Clock, Db, Url};
use hangji_web_core::{App, Options};

use crate::report::{Report, Row};

/// What the program's `serve` does.
pub fn serve(sys: &Arc<System>, file: &Path) -> Result<()> {
    let db = Db::open(&Url::Sqlite(file.to_owned()))?;
    sys.prepare(&db)?;
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build()?;
    runtime.block_on(async {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await?;
        println!("{}", listener.local_addr()?);
        let app = App::new(db, Arc::clone(sys), Clock::Real, Options::default(), hangji_district::uis())?;
        hangji_web_core::serve(app, listener).await;
        Ok(())
    })
}

/// Starts the server, asks for the log-in page, reads its memory, stops it.
pub fn measure(report: &mut Report, file: &Path) -> Result<()> {
    let start = Instant::now();
    let mut child = Command::new(std::env::current_exe()?).arg("--serve").arg(file).stdout(Stdio::piped()).spawn()?;
    let mut line = String::new();
    let out = child.stdout.take().context("the server's output")?;
    BufReader::new(out).read_line(&mut line)?;
    let mut socket = TcpStream::connect(line.trim())?;
    socket.write_all(b"GET /login HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")?;
    let mut answer = String::new();
    socket.read_to_string(&mut answer)?;
    let took = start.elapsed().as_secs_f64();
    let status = std::fs::read_to_string(format!("/proc/{}/status", child.id()))?;
    child.kill()?;
    child.wait()?;
    ensure!(answer.starts_with("HTTP/1.1 200"), "the first answer was {}", answer.lines().next().unwrap_or(""));
    let kib: f64 = status
        .lines()
        .find_map(|l| l.strip_prefix("VmRSS:"))
        .and_then(|l| l.trim().trim_end_matches(" kB").parse().ok())
        .context("resident memory")?;
    let row =
        |work: &str, unit, ours, goal| Row { work: work.to_owned(), unit, higher: false, ours, floor: None, goal };
    report.add(row("start to first answer, demo district", "s", took, 0.3));
    report.add(row("memory idle, demo district", "MB", kib / 1024.0, 40.0));
    Ok(())
}
