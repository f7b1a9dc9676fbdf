//! Metrics in the format of Prometheus, served apart from the pages. Numbers by route pattern, never of anybody.

use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::time::Duration;

use anyhow::Context as _;
use axum::Router;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use axum::routing::get;
use hangji_platform::status;
use hangji_store::{Clock, Db, Done, log_safe};
use metrics::{counter, describe_counter, describe_gauge, describe_histogram, gauge, histogram};
use metrics_exporter_prometheus::{PrometheusBuilder, PrometheusHandle};

use crate::app::App;

/// The recorder of this process; none where nobody asked for metrics, and then nothing is recorded.
static HANDLE: OnceLock<PrometheusHandle> = OnceLock::new();

/// Upper ends of the buckets, in seconds: from a page of the list to an export.
const SECONDS: &[f64] = &[0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0];

const REQUEST: &str = "hangji_http_request_seconds";
const WAIT: &str = "hangji_database_wait_seconds";
const RUN: &str = "hangji_database_run_seconds";
const QUEUE: &str = "hangji_database_queue_length";
const SIGN_INS: &str = "hangji_sign_ins_total";
const SESSIONS: &str = "hangji_sessions";
const ENTRIES: &str = "hangji_journal_entries_total";
const IMPORTS: &str = "hangji_imports_total";
const ROWS: &str = "hangji_import_rows_total";
const BUILD: &str = "hangji_build_info";
const MEMORY: &str = "process_resident_memory_bytes";
const CPU: &str = "process_cpu_seconds_total";

/// How often what was recorded is put into buckets when nobody reads it.
const UPKEEP: Duration = Duration::from_secs(30);

impl App {
    /// Begins to record, and gives the service that shows what was recorded; with a token, only to those who bring it.
    ///
    /// # Errors
    /// If another recorder is there already.
    pub fn metrics(&self, token: Option<String>) -> anyhow::Result<Router> {
        let handle = begin()?;
        let waits = [histogram!(WAIT, "queue" => "read"), histogram!(WAIT, "queue" => "write")];
        let runs = [histogram!(RUN, "queue" => "read"), histogram!(RUN, "queue" => "write")];
        self.db.tell(move |done: Done| {
            waits[usize::from(done.write)].record(done.waited);
            runs[usize::from(done.write)].record(done.ran);
        });
        let shown = Arc::new(Shown { handle, db: self.db.clone(), clock: self.clock, token });
        Ok(Router::new().route("/metrics", get(show)).with_state(shown))
    }
}

/// The recorder of this process, begun at the first call.
fn begin() -> anyhow::Result<PrometheusHandle> {
    static BEGINNING: Mutex<()> = Mutex::new(());
    let _alone = BEGINNING.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(handle) = HANDLE.get() {
        return Ok(handle.clone());
    }
    let recorder = PrometheusBuilder::new().set_buckets(SECONDS).context("buckets")?.build_recorder();
    let handle = recorder.handle();
    metrics::set_global_recorder(recorder).map_err(|e| anyhow::anyhow!("beginning to record: {e}"))?;
    describe_histogram!(REQUEST, "Time until the answer began, by route pattern");
    describe_histogram!(WAIT, "Time a job waited for a database thread");
    describe_histogram!(RUN, "Time a job held its database thread");
    describe_gauge!(QUEUE, "Jobs that wait for a database thread");
    describe_counter!(SIGN_INS, "Sign-ins by outcome");
    describe_gauge!(SESSIONS, "Sessions and tokens in force");
    describe_counter!(ENTRIES, "Entries of the journal");
    describe_counter!(IMPORTS, "Imports made");
    describe_counter!(ROWS, "Rows of imports by outcome");
    describe_gauge!(BUILD, "Version of the program");
    describe_gauge!(MEMORY, "Memory held");
    describe_gauge!(CPU, "Processor time used");
    gauge!(BUILD, "version" => env!("CARGO_PKG_VERSION")).set(1.0);
    Ok(HANDLE.get_or_init(|| handle).clone())
}

/// Records a request.
pub fn request(method: &'static str, route: &'static str, status: u16, took: Duration) {
    if HANDLE.get().is_some() {
        let status = status.to_string();
        histogram!(REQUEST, "method" => method, "route" => route, "status" => status).record(took);
    }
}

/// Records a sign-in.
pub fn sign_in(outcome: &'static str) {
    if HANDLE.get().is_some() {
        counter!(SIGN_INS, "outcome" => outcome).increment(1);
    }
}

struct Shown {
    handle: PrometheusHandle,
    db: Db,
    clock: Clock,
    token: Option<String>,
}

async fn show(State(shown): State<Arc<Shown>>, headers: HeaderMap) -> Response {
    let bearer = headers.get(header::AUTHORIZATION).and_then(|v| v.to_str().ok()?.strip_prefix("Bearer "));
    if shown.token.as_ref().is_some_and(|token| !same(token, bearer.unwrap_or_default())) {
        return StatusCode::UNAUTHORIZED.into_response();
    }
    let now = shown.clock.now_ms();
    // A database that does not answer is no reason to show nothing.
    match shown.db.read_async(move |tx| status::numbers(tx, now)).await {
        Ok(numbers) => set(&numbers),
        Err(e) => tracing::error!("reading the numbers of the metrics: {}", log_safe(&e)),
    }
    let (reads, writes) = shown.db.waiting();
    gauge!(QUEUE, "queue" => "read").set(reads as f64);
    gauge!(QUEUE, "queue" => "write").set(writes as f64);
    process();
    ([(header::CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8")], shown.handle.render()).into_response()
}

/// Whether two secrets are equal, in a time that does not tell how far they are.
fn same(a: &str, b: &str) -> bool {
    a.len() == b.len() && a.bytes().zip(b.bytes()).fold(0, |differs, (x, y)| differs | (x ^ y)) == 0
}

fn set(numbers: &status::Numbers) {
    let count = |n: i64| u64::try_from(n).unwrap_or_default();
    gauge!(SESSIONS).set(numbers.sessions as f64);
    counter!(ENTRIES).absolute(count(numbers.entries));
    counter!(IMPORTS).absolute(count(numbers.imports));
    for (outcome, rows) in ["added", "amended", "skipped", "refused"].into_iter().zip(numbers.rows) {
        counter!(ROWS, "outcome" => outcome).absolute(count(rows));
    }
}

/// What the system tells of this process; nothing where it is not Linux.
fn process() {
    // Linux: pages of four kilobytes and a hundred ticks a second, on every machine this runs on.
    const PAGE: f64 = 4096.0;
    const TICKS: f64 = 100.0;
    let field = |file: &str, at: usize| -> Option<f64> {
        let text = std::fs::read_to_string(file).ok()?;
        let rest = text.rsplit_once(')').map_or(text.as_str(), |(_, rest)| rest);
        rest.split_whitespace().nth(at)?.parse().ok()
    };
    if let Some(pages) = field("/proc/self/statm", 1) {
        gauge!(MEMORY).set(pages * PAGE);
    }
    // After the name, which stands in brackets, user time is the twelfth field and system time the next.
    if let (Some(user), Some(system)) = (field("/proc/self/stat", 11), field("/proc/self/stat", 12)) {
        gauge!(CPU).set((user + system) / TICKS);
    }
}

/// Puts what was recorded into its buckets from time to time, so that it does not pile up when nobody reads it.
pub async fn keep_up() {
    let mut tick = tokio::time::interval(UPKEEP);
    loop {
        tick.tick().await;
        if let Some(handle) = HANDLE.get() {
            handle.run_upkeep();
        }
    }
}
