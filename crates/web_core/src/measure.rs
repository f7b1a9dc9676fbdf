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
use prometheus::core::Collector;
use prometheus::{
    Gauge, HistogramOpts, HistogramVec, IntCounter, IntCounterVec, IntGauge, IntGaugeVec, Opts, Registry, TextEncoder,
};

use crate::app::App;

/// What this process measures; none where nobody asked for metrics, and then nothing is recorded.
static METRICS: OnceLock<Metrics> = OnceLock::new();

/// Upper ends of the buckets, in seconds: from a page of the list to an export.
const SECONDS: &[f64] = &[0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0];

struct Metrics {
    registry: Registry,
    requests: HistogramVec,
    waits: HistogramVec,
    runs: HistogramVec,
    queue: IntGaugeVec,
    sign_ins: IntCounterVec,
    sessions: IntGauge,
    entries: IntCounter,
    imports: IntCounter,
    rows: IntCounterVec,
    memory: Gauge,
    cpu: Gauge,
}

impl Metrics {
    fn new() -> prometheus::Result<Metrics> {
        let registry = Registry::new();
        let seconds = |name: &str, help: &str, labels: &[&str]| {
            let opts = HistogramOpts::new(name, help).buckets(SECONDS.to_vec());
            registered(&registry, HistogramVec::new(opts, labels))
        };
        let counters =
            |name: &str, help: &str| registered(&registry, IntCounterVec::new(Opts::new(name, help), &["outcome"]));
        let counter = |name: &str, help: &str| registered(&registry, IntCounter::new(name, help));
        let gauge = |name: &str, help: &str| registered(&registry, Gauge::new(name, help));
        let queues = Opts::new("hangji_database_queue_length", "Jobs that wait for a database thread");
        let build = Opts::new("hangji_build_info", "Version of the program");
        let build = build.const_label("version", env!("CARGO_PKG_VERSION"));
        registered(&registry, IntGauge::with_opts(build))?.set(1);
        Ok(Metrics {
            requests: seconds(
                "hangji_http_request_seconds",
                "Time until the answer began, by route pattern",
                &["method", "route", "status"],
            )?,
            waits: seconds("hangji_database_wait_seconds", "Time a job waited for a database thread", &["queue"])?,
            runs: seconds("hangji_database_run_seconds", "Time a job held its database thread", &["queue"])?,
            queue: registered(&registry, IntGaugeVec::new(queues, &["queue"]))?,
            sign_ins: counters("hangji_sign_ins_total", "Sign-ins by outcome")?,
            sessions: registered(&registry, IntGauge::new("hangji_sessions", "Sessions and tokens in force"))?,
            entries: counter("hangji_journal_entries_total", "Entries of the journal")?,
            imports: counter("hangji_imports_total", "Imports made")?,
            rows: counters("hangji_import_rows_total", "Rows of imports by outcome")?,
            memory: gauge("process_resident_memory_bytes", "Memory held")?,
            cpu: gauge("process_cpu_seconds_total", "Processor time used")?,
            registry,
        })
    }
}

/// A measure that is shown from now on.
fn registered<M: Collector + Clone + 'static>(
    registry: &Registry,
    made: prometheus::Result<M>,
) -> prometheus::Result<M> {
    let made = made?;
    registry.register(Box::new(made.clone()))?;
    Ok(made)
}

impl App {
    /// Begins to record, and gives the service that shows what was recorded; with a token, only to those who bring it.
    ///
    /// # Errors
    /// If a measure is none: a mistake of the program.
    pub fn metrics(&self, token: Option<String>) -> anyhow::Result<Router> {
        let metrics = begin()?;
        let queues = |of: &HistogramVec| ["read", "write"].map(|queue| of.with_label_values(&[queue]));
        let (waits, runs) = (queues(&metrics.waits), queues(&metrics.runs));
        self.db.tell(move |done: Done| {
            waits[usize::from(done.write)].observe(done.waited.as_secs_f64());
            runs[usize::from(done.write)].observe(done.ran.as_secs_f64());
        });
        let shown = Arc::new(Shown { metrics, db: self.db.clone(), clock: self.clock, token });
        Ok(Router::new().route("/metrics", get(show)).with_state(shown))
    }
}

/// What this process measures, begun at the first call.
fn begin() -> anyhow::Result<&'static Metrics> {
    static BEGINNING: Mutex<()> = Mutex::new(());
    let _alone = BEGINNING.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(metrics) = METRICS.get() {
        return Ok(metrics);
    }
    let metrics = Metrics::new().context("beginning to measure")?;
    Ok(METRICS.get_or_init(|| metrics))
}

/// Records a request.
pub fn request(method: &'static str, route: &'static str, status: u16, took: Duration) {
    if let Some(metrics) = METRICS.get() {
        metrics.requests.with_label_values(&[method, route, &status.to_string()]).observe(took.as_secs_f64());
    }
}

/// Records a sign-in.
pub fn sign_in(outcome: &'static str) {
    if let Some(metrics) = METRICS.get() {
        metrics.sign_ins.with_label_values(&[outcome]).inc();
    }
}

struct Shown {
    metrics: &'static Metrics,
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
    let metrics = shown.metrics;
    // A database that does not answer is no reason to show nothing.
    match shown.db.read_async(move |tx| status::numbers(tx, now)).await {
        Ok(numbers) => set(metrics, &numbers),
        Err(e) => tracing::error!("reading the numbers of the metrics: {}", log_safe(&e)),
    }
    let (reads, writes) = shown.db.waiting();
    for (queue, length) in [("read", reads), ("write", writes)] {
        metrics.queue.with_label_values(&[queue]).set(i64::try_from(length).unwrap_or(i64::MAX));
    }
    process(metrics);
    match TextEncoder::new().encode_to_string(&metrics.registry.gather()) {
        Ok(text) => ([(header::CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8")], text).into_response(),
        Err(e) => {
            tracing::error!("showing the metrics: {e}");
            StatusCode::INTERNAL_SERVER_ERROR.into_response()
        }
    }
}

/// Whether two secrets are equal, in a time that does not tell how far they are.
fn same(a: &str, b: &str) -> bool {
    a.len() == b.len() && a.bytes().zip(b.bytes()).fold(0, |differs, (x, y)| differs | (x ^ y)) == 0
}

fn set(metrics: &Metrics, numbers: &status::Numbers) {
    metrics.sessions.set(numbers.sessions);
    raise(&metrics.entries, numbers.entries);
    raise(&metrics.imports, numbers.imports);
    for (outcome, rows) in ["added", "amended", "skipped", "refused"].into_iter().zip(numbers.rows) {
        raise(&metrics.rows.with_label_values(&[outcome]), rows);
    }
}

/// Raises a counter to what the database counted; one at a time, as it reads before it adds.
fn raise(counter: &IntCounter, to: i64) {
    static RAISING: Mutex<()> = Mutex::new(());
    let _alone = RAISING.lock().unwrap_or_else(PoisonError::into_inner);
    let to = u64::try_from(to).unwrap_or_default();
    counter.inc_by(to.saturating_sub(counter.get()));
}

/// What the system tells of this process; nothing where it is not Linux.
fn process(metrics: &Metrics) {
    // Linux: pages of four kilobytes and a hundred ticks a second, on every machine this runs on.
    const PAGE: f64 = 4096.0;
    const TICKS: f64 = 100.0;
    let field = |file: &str, at: usize| -> Option<f64> {
        let text = std::fs::read_to_string(file).ok()?;
        let rest = text.rsplit_once(')').map_or(text.as_str(), |(_, rest)| rest);
        rest.split_whitespace().nth(at)?.parse().ok()
    };
    if let Some(pages) = field("/proc/self/statm", 1) {
        metrics.memory.set(pages * PAGE);
    }
    // After the name, which stands in brackets, user time is the twelfth field and system time the next.
    if let (Some(user), Some(system)) = (field("/proc/self/stat", 11), field("/proc/self/stat", 12)) {
        metrics.cpu.set((user + system) / TICKS);
    }
}
