//! Who runs transactions: the calling thread (command line, imports, tests) or, for the server, a few threads of our
//! own, because an unbounded pool of blocking threads costs memory and latency (docs/decisions/0001).
//!
//! The one writing thread is the *committer*: whatever waits when it looks shares one transaction, each command within a
//! savepoint of its own, and one sync; only then are they answered. A command that is refused, fails or panics is rolled
//! back alone.

use std::panic::AssertUnwindSafe;
use std::path::Path;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::time::{Duration, Instant};

use anyhow::Context as _;

use crate::engine::Conn;
use crate::{Engine, Result, Tx, Url};

type Job = Box<dyn FnOnce(&Db) + Send>;

/// A database: cheap to clone, shared by all threads.
#[derive(Clone)]
pub struct Db {
    inner: Arc<Inner>,
}

struct Inner {
    url: Url,
    /// Which file was opened: device and number; none for a server.
    file: Option<(u64, u64)>,
    idle: Mutex<Vec<Conn>>,
    threads: OnceLock<Threads>,
    told: OnceLock<Listener>,
}

type Listener = Box<dyn Fn(Done) + Send + Sync>;

/// What a job of the server's threads took.
#[derive(Debug, Clone, Copy)]
pub struct Done {
    /// Whether it was the writing thread's.
    pub write: bool,
    /// How long it waited for its thread.
    pub waited: Duration,
    /// How long it ran.
    pub ran: Duration,
}

impl Drop for Inner {
    /// The last handle may go on a thread of the server, where the PostgreSQL client, which blocks, must not be closed.
    fn drop(&mut self) {
        let idle = std::mem::take(self.idle.get_mut().unwrap_or_else(PoisonError::into_inner));
        if matches!(self.url, Url::Postgres(_)) {
            drop(std::thread::spawn(move || drop(idle)).join());
        }
    }
}

/// The job queues of the server's threads.
struct Threads {
    read: flume::Sender<Job>,
    write: flume::Sender<Command>,
}

/// What waits for the writing thread.
enum Command {
    /// A part of a shared transaction.
    Shared(Shared),
    /// Work with transactions of its own.
    Alone(Job),
}

/// Answers whoever asked for a command, told whether its transaction was committed.
type Answer = Box<dyn FnOnce(std::result::Result<(), String>) + Send>;

/// A command for a shared transaction: runs in it, and says whether what it did stays and how to answer once that is on
/// disk; or, where there is no transaction to be had, answers with why.
type Shared = Box<dyn FnOnce(std::result::Result<&mut Tx<'_>, String>) -> Ran + Send>;

/// A command that ran in a shared transaction.
struct Ran {
    /// Whether what it did stays; else its savepoint is rolled back.
    keep: bool,
    /// The answer that waits for the commit.
    answer: Answer,
}

/// At most so many commands share a transaction.
const SHARED: usize = 64;
/// No further command joins a transaction that has lasted so long: those that are done wait for their answers.
const LASTS: Duration = Duration::from_millis(20);

const READ_THREADS: usize = 2;

/// Device and number of the file at an SQLite address, if there is one.
fn file_at(url: &Url) -> Option<(u64, u64)> {
    use std::os::unix::fs::MetadataExt as _;
    let Url::Sqlite(path) = url else { return None };
    std::fs::metadata(path).ok().map(|m| (m.dev(), m.ino()))
}

/// Makes a new database's file readable by its owner alone, for everything of everybody stands in it. What cannot be
/// made here is told when it is opened.
fn make_private(path: &Path) {
    use std::os::unix::fs::OpenOptionsExt as _;
    drop(std::fs::OpenOptions::new().write(true).create_new(true).mode(0o600).open(path));
}

impl Db {
    /// Opens the database, making the file and its folder for SQLite if there is none.
    ///
    /// # Errors
    /// If the folder, file or server cannot be reached, or is not a database.
    pub fn open(url: &Url) -> Result<Db> {
        if let Url::Sqlite(path) = url
            && let Some(folder) = path.parent().filter(|p| *p != Path::new(""))
        {
            std::fs::create_dir_all(folder).with_context(|| format!("making the folder {}", folder.display()))?;
        }
        if let Url::Sqlite(path) = url {
            make_private(path);
        }
        let first = Conn::open(url)?;
        let inner = Inner {
            url: url.clone(),
            file: file_at(url),
            idle: Mutex::new(vec![first]),
            threads: OnceLock::new(),
            told: OnceLock::new(),
        };
        Ok(Db { inner: Arc::new(inner) })
    }

    /// Refuses to go on where the file that was opened is no longer at its address: moved away, deleted or replaced while it
    /// was in use. What is written to it would be lost, or missed by whoever opens the address next.
    ///
    /// # Errors
    /// If it is not there.
    pub fn check_there(&self) -> Result<()> {
        anyhow::ensure!(
            file_at(&self.inner.url) == self.inner.file,
            "the file of {} was moved, deleted or replaced while it was in use: stop the program, put it back, start again",
            self.inner.url
        );
        Ok(())
    }

    /// The address it was opened with.
    #[must_use]
    pub fn url(&self) -> &Url {
        &self.inner.url
    }

    /// Which engine answers.
    #[must_use]
    pub fn engine(&self) -> Engine {
        match self.inner.url {
            Url::Sqlite(_) => Engine::Sqlite,
            Url::Postgres(_) => Engine::Postgres,
        }
    }

    fn idle(&self) -> Option<Conn> {
        self.inner.idle.lock().unwrap_or_else(PoisonError::into_inner).pop()
    }

    /// A connection in a transaction of its own. One that died while it was idle, with its server, is told by its first
    /// statement: it goes, and another is made.
    fn begun(&self, begin: fn(&mut Conn) -> Result<()>) -> Result<Conn> {
        while let Some(mut conn) = self.idle() {
            match begin(&mut conn) {
                Ok(()) => return Ok(conn),
                Err(e) if !conn.is_dead() => return Err(e),
                Err(_) => {}
            }
        }
        let mut conn = Conn::open(&self.inner.url)?;
        begin(&mut conn)?;
        Ok(conn)
    }

    fn put_back(&self, conn: Conn) {
        self.inner.idle.lock().unwrap_or_else(PoisonError::into_inner).push(conn);
    }

    fn run<T>(&self, begin: fn(&mut Conn) -> Result<()>, f: impl FnOnce(&mut Tx<'_>) -> Result<T>) -> Result<T> {
        let mut conn = self.begun(begin)?;
        // A panic in `f` drops the connection, which rolls back.
        match f(&mut Tx::new(&mut conn)) {
            Ok(v) => {
                conn.end("COMMIT")?;
                self.put_back(conn);
                Ok(v)
            }
            Err(e) => {
                if conn.end("ROLLBACK").is_ok() {
                    self.put_back(conn);
                }
                Err(e)
            }
        }
    }

    /// Runs `f` in one read transaction (one state of the database) on this thread.
    ///
    /// # Errors
    /// Those of `f`, and lost connections.
    pub fn read<T>(&self, f: impl FnOnce(&mut Tx<'_>) -> Result<T>) -> Result<T> {
        self.run(Conn::begin_read, f)
    }

    /// Runs `f` in one write transaction on this thread: all of it is stored, or, on an error, nothing.
    ///
    /// # Errors
    /// Those of `f`, and lost connections.
    pub fn write<T>(&self, f: impl FnOnce(&mut Tx<'_>) -> Result<T>) -> Result<T> {
        self.run(Conn::begin_write, f)
    }

    /// Makes an SQLite database one file again, so that it can be moved; nothing to do for PostgreSQL.
    ///
    /// # Errors
    /// If another connection holds the database.
    pub fn checkpoint(&self) -> Result<()> {
        if self.engine() == Engine::Sqlite {
            let mut conn = self.idle().map_or_else(|| Conn::open(&self.inner.url), Ok)?;
            conn.batch("PRAGMA wal_checkpoint(TRUNCATE); PRAGMA journal_mode = DELETE;")?;
        }
        Ok(())
    }

    fn threads(&self) -> &Threads {
        self.inner.threads.get_or_init(|| {
            let (read, read_jobs) = flume::unbounded::<Job>();
            let (write, commands) = flume::unbounded::<Command>();
            for _ in 0..READ_THREADS {
                self.start_thread(read_jobs.clone());
            }
            self.start_committer(commands);
            Threads { read, write }
        })
    }

    fn start_thread(&self, jobs: flume::Receiver<Job>) {
        // A weak handle, so that dropping the last Db ends the threads.
        let inner = Arc::downgrade(&self.inner);
        std::thread::spawn(move || {
            for job in jobs {
                let Some(inner) = inner.upgrade() else { return };
                let db = Db { inner };
                // A panicking job has dropped its connection and its reply: the asker gets an error, we go on.
                drop(std::panic::catch_unwind(AssertUnwindSafe(|| job(&db))));
            }
        });
    }

    fn start_committer(&self, commands: flume::Receiver<Command>) {
        let inner = Arc::downgrade(&self.inner);
        std::thread::spawn(move || {
            let mut waiting = None;
            while let Some(command) = waiting.take().or_else(|| commands.recv().ok()) {
                let Some(inner) = inner.upgrade() else { return };
                let db = Db { inner };
                match command {
                    Command::Alone(job) => drop(std::panic::catch_unwind(AssertUnwindSafe(|| job(&db)))),
                    Command::Shared(first) => waiting = db.commit_together(first, &commands),
                }
            }
        });
    }

    /// Runs a command and those that wait behind it in one transaction, and answers them once it is on disk. Gives the
    /// command that came and cannot share one.
    fn commit_together(&self, first: Shared, commands: &flume::Receiver<Command>) -> Option<Command> {
        let began = Instant::now();
        let mut first = Some(first);
        let mut answers = Vec::new();
        let mut alone = None;
        let committed = self.check_there().and_then(|()| {
            self.write(|tx| {
                // The first one needs no savepoint: if it is not to stay, nothing is.
                let Ran { keep, answer } = first.take().context("a command")?(Ok(tx));
                answers.push(answer);
                if !keep {
                    return Err(NothingKept.into());
                }
                while answers.len() < SHARED && began.elapsed() < LASTS {
                    match commands.try_recv() {
                        Ok(Command::Shared(command)) => {
                            answers.push(tx.part(|ran: &Ran| ran.keep, |tx| Ok(command(Ok(tx))))?.answer)
                        }
                        Ok(other) => {
                            alone = Some(other);
                            break;
                        }
                        Err(_) => break,
                    }
                }
                Ok(())
            })
        });
        let told = match committed {
            Err(e) if e.downcast_ref::<NothingKept>().is_none() => Err(format!("{e:#}")),
            _ => Ok(()),
        };
        if let (Some(command), Err(why)) = (first, &told) {
            answers.push(command(Err(why.clone())).answer);
        }
        for answer in answers {
            answer(told.clone());
        }
        alone
    }

    /// Has what each job of the server's threads took told to `told`, which must be quick. Only the first one is told.
    pub fn tell(&self, told: impl Fn(Done) + Send + Sync + 'static) {
        drop(self.inner.told.set(Box::new(told)));
    }

    /// How many jobs wait for the reading threads, and for the writing one.
    #[must_use]
    pub fn waiting(&self) -> (usize, usize) {
        self.inner.threads.get().map_or((0, 0), |t| (t.read.len(), t.write.len()))
    }

    /// Runs `f` as a job that somebody may listen to.
    fn timed<T>(&self, write: bool, asked: Instant, f: impl FnOnce() -> T) -> T {
        let Some(told) = self.inner.told.get() else { return f() };
        let began = Instant::now();
        let answer = f();
        told(Done { write, waited: began - asked, ran: began.elapsed() });
        answer
    }

    /// [`Db::read`] on one of the server's reading threads, awaited.
    ///
    /// # Errors
    /// As [`Db::read`]; also if `f` panicked.
    pub async fn read_async<T: Send + 'static>(
        &self,
        f: impl FnOnce(&mut Tx<'_>) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        let ((reply, answer), asked) = (tokio::sync::oneshot::channel(), Instant::now());
        let job = move |db: &Db| drop(reply.send(db.timed(false, asked, || db.read(f))));
        self.threads().read.send(Box::new(job)).ok();
        answer.await.context("the reading job did not finish")?
    }

    /// [`Db::write`] on the server's writing thread, awaited.
    ///
    /// # Errors
    /// As [`Db::write`]; also if `f` panicked.
    pub async fn write_async<T: Send + 'static>(
        &self,
        f: impl FnOnce(&mut Tx<'_>) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        let ((reply, answer), asked) = (tokio::sync::oneshot::channel::<Result<T>>(), Instant::now());
        let db = self.clone();
        let command = move |tx: std::result::Result<&mut Tx<'_>, String>| {
            let run = || match tx {
                Ok(tx) => db.timed(true, asked, || f(tx)),
                Err(why) => Err(anyhow::Error::msg(why)),
            };
            let ran = std::panic::catch_unwind(AssertUnwindSafe(run));
            let keep = matches!(ran, Ok(Ok(_)));
            let answer = move |committed: std::result::Result<(), String>| {
                // A panic has no answer: whoever asked sees that their job did not finish.
                let Ok(ran) = ran else { return };
                drop(reply.send(ran.and_then(|done| committed.map(|()| done).map_err(anyhow::Error::msg))));
            };
            Ran { keep, answer: Box::new(answer) }
        };
        self.threads().write.send(Command::Shared(Box::new(command))).ok();
        answer.await.context("the writing job did not finish")?
    }

    /// Work of several transactions on the server's writing thread, awaited: nobody else writes between them, and nobody
    /// waits for a lock in vain while it lasts.
    ///
    /// # Errors
    /// Those of `f`; also if it panicked.
    pub async fn work_async<T: Send + 'static>(&self, f: impl FnOnce(&Db) -> Result<T> + Send + 'static) -> Result<T> {
        let (reply, answer) = tokio::sync::oneshot::channel();
        let job = move |db: &Db| drop(reply.send(db.check_there().and_then(|()| f(db))));
        self.threads().write.send(Command::Alone(Box::new(job))).ok();
        answer.await.context("the writing job did not finish")?
    }
}

/// Ends a transaction whose only command is not to stay; never seen outside.
#[derive(Debug, thiserror::Error)]
#[error("nothing is to stay")]
struct NothingKept;
