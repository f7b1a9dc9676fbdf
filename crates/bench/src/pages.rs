//! The list page over HTTP: 16 connections of a load generator on the same machine, logged in as the district officer.

use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, ensure};
use hangji_platform::access::{How, Policy, sessions};
use hangji_platform::journal::hash::to_hex;
use hangji_platform::{Cx, System, setting};
use hangji_store::{Clock, Db};
use hangji_web::App;

use crate::report::{Report, Row};

const CONNECTIONS: usize = 16;
const LASTS: Duration = Duration::from_secs(5);

/// Requests a second and the 99th percentile of the time each took.
pub fn list(report: &mut Report, sys: &Arc<System>, db: &Db, visits: usize, per_second: f64, p99: f64) -> Result<()> {
    let token = session(sys, db)?;
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build()?;
    let listener = runtime.block_on(tokio::net::TcpListener::bind("127.0.0.1:0"))?;
    let address = listener.local_addr()?;
    let app = App::new(db.clone(), Arc::clone(sys), Clock::Real);
    runtime.spawn(hangji_web::serve(app, listener));
    let path = "/l/visits?period=2013&target=household";
    let request = format!("GET {path} HTTP/1.1\r\nHost: localhost\r\nCookie: hangji={token}\r\n\r\n");

    let page = String::from_utf8_lossy(&ask(&mut TcpStream::connect(address)?, request.as_bytes())?).into_owned();
    ensure!(page.starts_with("HTTP/1.1 200"), "the list page answered {}", page.lines().next().unwrap_or(""));
    let rows = page.matches("/l/visits/").count();
    ensure!(rows >= 20, "the list page has {rows} links to records instead of 20");

    let threads: Vec<_> = (0..CONNECTIONS)
        .map(|_| {
            let request = request.clone();
            std::thread::spawn(move || load(address, request.as_bytes()))
        })
        .collect();
    let mut times = Vec::new();
    for t in threads {
        times.extend(t.join().map_err(|_| anyhow::anyhow!("a load thread stopped"))??);
    }
    runtime.shutdown_background();
    times.sort_unstable();
    let rate = times.len() as f64 / LASTS.as_secs_f64();
    let slow = times[times.len() * 99 / 100].as_secs_f64() * 1000.0;
    let (floor_rate, floor_slow) = floor(db)?;
    let what = format!("list page of visits, {visits} visits, filtered, scoped, counted");
    report.add(Row {
        work: what.clone(),
        unit: "requests/s",
        higher: true,
        ours: rate,
        floor: Some(floor_rate),
        goal: per_second,
    });
    let work = format!("{what}: p99");
    report.add(Row { work, unit: "ms", higher: false, ours: slow, floor: Some(floor_slow), goal: p99 });
    Ok(())
}

fn session(sys: &System, db: &Db) -> Result<String> {
    let token = db.write(|tx| {
        let login =
            tx.first("SELECT login FROM accounts WHERE role = 'district_officer'", &[], |r| Ok(r.text(0)?.to_owned()));
        let login = login?.context("the demo has a district officer")?;
        let now = Clock::Real.now_ms();
        let mut cx = Cx::new(hangji_store::Id(0), Clock::Real, setting::business_day(tx, Clock::Real)?)?;
        let account = sessions::by_login(tx, sys, &login)?.account;
        let (policy, from) = (Policy::default(), sessions::Client::default());
        let token = sessions::open_for(tx, &mut cx, &policy, account, How::Password, &from)?;
        ensure!(sessions::viewer(tx, sys, &token, now)?.is_some(), "the session does not hold");
        Ok(token)
    })?;
    Ok(to_hex(&token))
}

/// One connection asking again and again; how long each answer took.
fn load(address: SocketAddr, request: &[u8]) -> Result<Vec<Duration>> {
    let mut socket = TcpStream::connect(address)?;
    socket.set_nodelay(true)?;
    let (start, mut times) = (Instant::now(), Vec::new());
    while start.elapsed() < LASTS {
        let asked = Instant::now();
        let answer = ask(&mut socket, request)?;
        ensure!(answer.starts_with(b"HTTP/1.1 200"), "an answer was not 200");
        times.push(asked.elapsed());
    }
    Ok(times)
}

/// Sends a request and reads the whole answer, by its content-length.
fn ask(socket: &mut TcpStream, request: &[u8]) -> Result<Vec<u8>> {
    socket.write_all(request)?;
    let (mut answer, mut buffer) = (Vec::with_capacity(32 * 1024), [0u8; 32 * 1024]);
    let mut whole = None;
    loop {
        let n = socket.read(&mut buffer)?;
        ensure!(n > 0, "the server hung up");
        answer.extend_from_slice(&buffer[..n]);
        if whole.is_none()
            && let Some(end) = answer.windows(4).position(|w| w == b"\r\n\r\n")
        {
            let head = String::from_utf8_lossy(&answer[..end]).to_lowercase();
            let length = head.lines().find_map(|l| l.strip_prefix("content-length: ")).context("a content-length")?;
            whole = Some(end + 4 + length.trim().parse::<usize>()?);
        }
        if whole.is_some_and(|w| answer.len() >= w) {
            return Ok(answer);
        }
    }
}

/// The floor: the page's rows by hand-written SQL, without counting, scope or HTML, on two threads without HTTP.
fn floor(db: &Db) -> Result<(f64, f64)> {
    let sql = "SELECT v.id, v.date, v.handbooks, v.consolation, p.name, h.head, o.name
               FROM visits v JOIN people p ON p.id = v.cadre LEFT JOIN households h ON h.id = v.household
               JOIN org o ON o.id = v.org
               WHERE v.state = 0 AND v.date >= '2013-01-01' AND v.date <= '2013-12-31' AND v.target = 'household'
               ORDER BY v.date DESC, v.id DESC LIMIT 20";
    let lasts = Duration::from_secs(1);
    let threads: Vec<_> = (0..2)
        .map(|_| {
            let db = db.clone();
            std::thread::spawn(move || -> Result<Vec<Duration>> {
                let (start, mut times) = (Instant::now(), Vec::new());
                while start.elapsed() < lasts {
                    let asked = Instant::now();
                    db.read(|tx| tx.all(sql, &[], |r| r.id(0)))?;
                    times.push(asked.elapsed());
                }
                Ok(times)
            })
        })
        .collect();
    let mut times = Vec::new();
    for t in threads {
        times.extend(t.join().map_err(|_| anyhow::anyhow!("a thread stopped"))??);
    }
    times.sort_unstable();
    Ok((times.len() as f64 / lasts.as_secs_f64(), times[times.len() * 99 / 100].as_secs_f64() * 1000.0))
}
