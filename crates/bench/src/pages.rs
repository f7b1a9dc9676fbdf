//! Pages over HTTP: 16 connections of a load generator on the same machine, logged in as the district officer.

use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, ensure};
use hangji_platform::access::{How, SessionRules, sessions};
use hangji_platform::journal::hash::to_hex;
use hangji_platform::{Cx, System, search, setting};
use hangji_store::{Clock, Db};
use hangji_web_core::{App, Options};

use crate::report::{Report, Row};

const CONNECTIONS: usize = 16;
const LASTS: Duration = Duration::from_secs(5);

/// Whether requests are counted for a watcher while they are measured.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Metrics {
    /// As the program does where `metrics.listen` is off.
    Off,
    /// As it does where that is an address.
    On,
}

/// A page that is measured.
struct Page<'p> {
    what: String,
    path: &'p str,
    /// What it links to, and how often at least: a page that found nothing is no page.
    links: (&'p str, usize),
    /// Requests a second, and the 99th percentile in milliseconds, that are wanted.
    goals: (f64, f64),
}

/// The list page of visits: requests a second and the 99th percentile of the time each took.
pub fn list(
    report: &mut Report,
    sys: &Arc<System>,
    db: &Db,
    visits: usize,
    goals: (f64, f64),
    metrics: Metrics,
) -> Result<()> {
    let watched = if metrics == Metrics::On { ", with metrics" } else { "" };
    let page = Page {
        what: format!("list page of visits, {visits} visits, filtered, scoped, counted{watched}"),
        path: "/l/visits?period=2013&target=household",
        links: ("/l/visits/", 20),
        goals,
    };
    let floor = floor(db, FLOOR_LIST)?;
    measure(report, sys, db, metrics, &page, floor)
}

/// Lets the index of search take in all that was stored: pages are measured once it has, as on any usual day.
pub fn index(report: &mut Report, sys: &System, db: &Db) -> Result<()> {
    let (began, entries) = (Instant::now(), db.read(search::behind)?);
    while db.write(|tx| search::catch_up(tx, sys, 1_000))? > 0 {}
    let ours = entries as f64 / began.elapsed().as_secs_f64();
    let work = format!("index of search takes in {entries} entries");
    report.add(Row { work, unit: "entries/s", higher: true, ours, floor: None, goal: 20_000.0 });
    Ok(())
}

/// The page of what a search finds.
pub fn found(report: &mut Report, sys: &Arc<System>, db: &Db, visits: usize) -> Result<()> {
    let page = Page {
        what: format!("search page, two syllables of pinyin, {visits} visits"),
        path: "/search?q=dongyuan",
        links: ("/orgs/", 1),
        goals: (200.0, 200.0),
    };
    let floor = floor(db, FLOOR_SEARCH)?;
    measure(report, sys, db, Metrics::Off, &page, floor)
}

/// The page of an analysis: one figure by what stands below, across the quarters.
pub fn analysis(report: &mut Report, sys: &Arc<System>, db: &Db, visits: usize) -> Result<()> {
    let page = Page {
        what: format!("analysis page, households visited by territory and quarter, {visits} visits"),
        path: "/analysis?figure=contact.households_visited&by=below&across=quarter&period=2013",
        links: ("/figures/", 10),
        goals: (200.0, 200.0),
    };
    let floor = floor(db, FLOOR_ANALYSIS)?;
    measure(report, sys, db, Metrics::Off, &page, floor)
}

fn measure(
    report: &mut Report,
    sys: &Arc<System>,
    db: &Db,
    metrics: Metrics,
    page: &Page<'_>,
    floor: (f64, f64),
) -> Result<()> {
    let token = session(sys, db)?;
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build()?;
    let listener = runtime.block_on(tokio::net::TcpListener::bind("127.0.0.1:0"))?;
    let address = listener.local_addr()?;
    let app = App::new(db.clone(), Arc::clone(sys), Clock::Real, Options::default(), hangji_district::uis())?;
    let _counted = (metrics == Metrics::On).then(|| app.metrics(None)).transpose()?;
    runtime.spawn(hangji_web_core::serve(app, listener));
    let request = format!("GET {} HTTP/1.1\r\nHost: localhost\r\nCookie: hangji={token}\r\n\r\n", page.path);

    let text = String::from_utf8_lossy(&ask(&mut TcpStream::connect(address)?, request.as_bytes())?).into_owned();
    ensure!(text.starts_with("HTTP/1.1 200"), "{} answered {}", page.path, text.lines().next().unwrap_or(""));
    let ((link, least), found) = (page.links, text.matches(page.links.0).count());
    ensure!(found >= least, "{} has {found} links to {link} instead of {least}", page.path);

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
    let row =
        |work: String, unit, higher, ours, floor, goal| Row { work, unit, higher, ours, floor: Some(floor), goal };
    report.add(row(page.what.clone(), "requests/s", true, rate, floor.0, page.goals.0));
    report.add(row(format!("{}: p99", page.what), "ms", false, slow, floor.1, page.goals.1));
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
        let (policy, from) = (SessionRules::default(), sessions::Client::default());
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

/// The rows of the list by hand-written SQL.
const FLOOR_LIST: &str = "SELECT v.id, v.date, v.handbooks, v.consolation, p.name, h.head, o.name
    FROM visits v JOIN people p ON p.id = v.cadre LEFT JOIN households h ON h.id = v.household
    JOIN org o ON o.id = v.org
    WHERE v.state = 0 AND v.date >= '2013-01-01' AND v.date <= '2013-12-31' AND v.target = 'household'
    ORDER BY v.date DESC, v.id DESC LIMIT 20";

/// What a search would be without an index of words: organisations and people whose name holds the letters.
const FLOOR_SEARCH: &str = "SELECT id FROM org WHERE name LIKE '%东园%'
    UNION ALL SELECT id FROM people WHERE name LIKE '%东园%' LIMIT 20";

/// What an analysis would be without kept sums: the visits counted by organisation and month.
const FLOOR_ANALYSIS: &str = "SELECT org, COUNT(DISTINCT household) FROM visits
    WHERE state = 0 AND date >= '2013-01-01' AND date <= '2013-12-31' GROUP BY org, substr(date, 1, 7)";

/// The floor: hand-written SQL, without counting, scope or HTML, on two threads without HTTP.
fn floor(db: &Db, sql: &'static str) -> Result<(f64, f64)> {
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
