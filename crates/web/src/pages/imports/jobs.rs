//! What runs behind the pages of an import: reading, planning, storing. One file at a time is worked on, because a large
//! one takes much memory. What is under way lives here; whatever must last is in the database, so that after a stop of
//! the program nothing is half done: a plan is made again, an import was stored whole or not at all.

use std::collections::HashMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use hangji_platform::access::Viewer;
use hangji_platform::import::run::{self, Decided, File, Opened};
use hangji_platform::import::waiting::{self, MOST_BYTES, Stage, Waiting};
use hangji_platform::import::{Options, Plan};
use hangji_platform::{Lang, Message, Refusal, Result};
use hangji_sheets::Limits;
use hangji_store::{Db, Id};
use hangji_web_core::app::App;
use hangji_web_core::error;
use hangji_web_core::request::Shared;
use hangji_web_core::words::message;
use tokio::sync::Semaphore;

/// How long a request waits for the work it started before it shows how far that is.
const PATIENCE: Duration = Duration::from_millis(1500);

/// The limits of a file that comes through a browser.
pub(super) fn limits() -> Limits {
    Limits { file_bytes: MOST_BYTES, expanded_bytes: 512 << 20, ..Limits::default() }
}

/// The imports being worked on.
pub(crate) struct Jobs {
    running: Mutex<HashMap<Id, Arc<Progress>>>,
    turn: Semaphore,
}

/// How far the work on a file is.
#[derive(Default)]
pub(crate) struct Progress {
    stage: AtomicUsize,
    done: AtomicUsize,
    of: AtomicUsize,
}

/// Stages of the work with the words for each, in order.
const STAGES: [(&str, &str); 4] = [
    ("", "import-stage-waiting"),
    ("read", "import-stage-read"),
    ("plan", "import-stage-plan"),
    ("store", "import-stage-store"),
];

impl Progress {
    fn at(&self, stage: &str, done: usize, of: usize) {
        let stage = STAGES.iter().position(|(name, _)| *name == stage).unwrap_or_default();
        self.stage.store(stage, Ordering::Relaxed);
        self.done.store(done, Ordering::Relaxed);
        self.of.store(of, Ordering::Relaxed);
    }

    /// The stage in a word for programs, how much of it is done, and of how much.
    pub(crate) fn told(&self) -> (&'static str, usize, usize) {
        let (_, done, of) = self.now();
        let (name, _) = STAGES[self.stage.load(Ordering::Relaxed).min(STAGES.len() - 1)];
        (if name.is_empty() { "waiting" } else { name }, done, of)
    }

    /// The words for the stage, how much of it is done, and of how much.
    pub(super) fn now(&self) -> (&'static str, usize, usize) {
        let (_, words) = STAGES[self.stage.load(Ordering::Relaxed).min(STAGES.len() - 1)];
        (words, self.done.load(Ordering::Relaxed), self.of.load(Ordering::Relaxed))
    }
}

impl Jobs {
    /// Those of the application.
    pub(crate) fn of(app: &App) -> Arc<Jobs> {
        app.state(|_| Jobs { running: Mutex::default(), turn: Semaphore::new(1) })
    }

    /// How far the work on a file is, if it is under way.
    pub(crate) fn progress(&self, id: Id) -> Option<Arc<Progress>> {
        self.running.lock().unwrap_or_else(PoisonError::into_inner).get(&id).cloned()
    }

    /// Waits for one's turn to hold a file in memory.
    pub(crate) async fn turn(&self) -> Result<tokio::sync::SemaphorePermit<'_>> {
        Ok(self.turn.acquire().await?)
    }
}

/// A place among the running, given up when the work ends, however it ends.
struct Held {
    jobs: Arc<Jobs>,
    id: Id,
    progress: Arc<Progress>,
}

impl Held {
    /// None if the file is being worked on already.
    fn take(app: &Shared, id: Id) -> Option<Held> {
        let jobs = Jobs::of(app);
        let mut running = jobs.running.lock().unwrap_or_else(PoisonError::into_inner);
        if running.contains_key(&id) {
            return None;
        }
        let progress = Arc::new(Progress::default());
        running.insert(id, progress.clone());
        drop(running);
        Some(Held { jobs, id, progress })
    }
}

impl Drop for Held {
    fn drop(&mut self) {
        self.jobs.running.lock().unwrap_or_else(PoisonError::into_inner).remove(&self.id);
    }
}

/// What is to be done with a file.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Task {
    /// Tell what each row would do.
    Preview,
    /// Store what was shown.
    Store {
        /// Although some rows are refused.
        accept_good: bool,
    },
}

/// What to do with which file for whom.
pub(crate) struct Order {
    pub(crate) viewer: Viewer,
    pub(crate) id: Id,
    pub(crate) task: Task,
}

/// Starts work and waits a moment for it, so that small files need no page of progress.
pub(crate) async fn start(app: &Shared, order: Order) {
    let Some(held) = Held::take(app, order.id) else { return };
    let app = app.clone();
    let handle = tokio::spawn(async move {
        let id = order.id;
        if let Err(e) = work(&app, order, held.progress.clone()).await {
            fail(&app, id, e).await;
        }
    });
    drop(tokio::time::timeout(PATIENCE, handle).await);
}

/// Writes down why it failed, where the owner finds it.
async fn fail(app: &Shared, id: Id, e: anyhow::Error) {
    let why = match error::refusal(e) {
        Ok(refusal) => Message::new(refusal.text(Lang::Zh), refusal.text(Lang::En)),
        Err(e) => {
            let number = error::noted(app.clock, &e);
            message("import-fault", &[("number", (&number).into())])
        }
    };
    if let Err(e) = app.db.write_async(move |tx| waiting::failed(tx, id, &why)).await {
        error::noted(app.clock, &e);
    }
}

async fn work(app: &Shared, order: Order, progress: Arc<Progress>) -> Result<()> {
    let jobs = Jobs::of(app);
    let _turn = jobs.turn().await?;
    let Order { viewer, id, task } = order;
    let (file, opened) = open(app, &viewer, id, &progress).await?;
    match task {
        Task::Preview => preview(app, viewer, file, opened, progress).await,
        Task::Store { accept_good } => store(app, viewer, file, opened, accept_good, progress).await,
    }
}

/// Reads a waiting file again. Its sheets are not kept: they take many times its size.
async fn open(app: &Shared, viewer: &Viewer, id: Id, progress: &Progress) -> Result<(Waiting, Opened)> {
    progress.at("read", 0, 1);
    let (viewer, now, sys) = (viewer.clone(), app.clock.now_ms(), app.sys.clone());
    let (file, bytes) = app
        .db
        .read_async(move |tx| Ok((waiting::one(tx, &sys, &viewer, id, now)?, waiting::bytes(tx, &sys, id)?)))
        .await?;
    let name = file.file.clone();
    let opened = parse(File { name, bytes }).await?;
    Ok((file, opened))
}

/// Reads a file on a thread that may take its time.
pub(crate) async fn parse(file: File) -> Result<Opened> {
    tokio::task::spawn_blocking(move || file.open(&limits())).await?
}

async fn preview(app: &Shared, viewer: Viewer, file: Waiting, opened: Opened, progress: Arc<Progress>) -> Result<()> {
    let (sys, clock, who) = (app.sys.clone(), app.clock, viewer.clone());
    let given = file.clone();
    let plan = move |db: &Db| -> Result<Plan> {
        // As with `accept_good`, because only then the guards judge the good rows although others are refused.
        let options = Options { dry_run: true, accept_good: true };
        let decided = Decided { layout: given.layout.as_ref(), id: Some(given.id), ..Decided::default() };
        let mut hear = |stage: &str, done, of| progress.at(stage, done, of);
        let ledger = &given.ledger;
        let done = run::import_opened(db, &sys, clock, &who, ledger, opened, options, decided, &mut hear)?;
        Ok(done.plan)
    };
    let plan = if run::is_judged(&app.sys, app.sys.ledger(&file.ledger)?) {
        app.db.work_async(plan).await?
    } else {
        let db = app.db.clone();
        tokio::task::spawn_blocking(move || plan(&db)).await??
    };
    let sys = app.sys.clone();
    let keep = app.db.write_async(move |tx| {
        waiting::planned(tx, &sys, &viewer, sys.ledger(&file.ledger)?, &file, &plan, Stage::Planned)
    });
    keep.await
}

async fn store(
    app: &Shared,
    viewer: Viewer,
    file: Waiting,
    opened: Opened,
    accept_good: bool,
    progress: Arc<Progress>,
) -> Result<()> {
    let (sys, clock) = (app.sys.clone(), app.clock);
    let import = app.db.work_async(move |db| {
        let ledger = sys.ledger(&file.ledger)?;
        let options = Options { dry_run: false, accept_good };
        let mut kept = |tx: &mut hangji_store::Tx<'_>, _: &mut hangji_platform::Cx, plan: &Plan| {
            waiting::planned(tx, &sys, &viewer, ledger, &file, plan, Stage::Stored)
        };
        let decided = Decided {
            layout: file.layout.as_ref(),
            id: Some(file.id),
            shown: Some(file.digest),
            kept: Some(&mut kept),
        };
        let mut hear = |stage: &str, done, of| progress.at(stage, done, of);
        let done = run::import_opened(db, &sys, clock, &viewer, ledger.name, opened, options, decided, &mut hear)?;
        Ok(done.import)
    });
    match import.await? {
        Some(_) => Ok(()),
        None => Err(Refusal::Conflict(message("import-nothing-stored", &[])).into()),
    }
}
