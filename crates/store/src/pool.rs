//! Who runs transactions: the calling thread (command line, imports, tests) or, for the server, a few threads of our
//! own, because an unbounded pool of blocking threads costs memory and latency (measured in `ARCHITECTURE.md`).

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
    write: flume::Sender<Job>,
}

const READ_THREADS: usize = 2;

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
        let inner =
            Inner { url: url.clone(), idle: Mutex::new(vec![first]), threads: OnceLock::new(), told: OnceLock::new() };
        Ok(Db { inner: Arc::new(inner) })
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
            let (write, write_jobs) = flume::unbounded::<Job>();
            for _ in 0..READ_THREADS {
                self.start_thread(read_jobs.clone());
            }
            self.start_thread(write_jobs);
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
        let ((reply, answer), asked) = (tokio::sync::oneshot::channel(), Instant::now());
        let job = move |db: &Db| drop(reply.send(db.timed(true, asked, || db.write(f))));
        self.threads().write.send(Box::new(job)).ok();
        answer.await.context("the writing job did not finish")?
    }

    /// Work of several transactions on the server's writing thread, awaited: nobody else writes between them, and nobody
    /// waits for a lock in vain while it lasts.
    ///
    /// # Errors
    /// Those of `f`; also if it panicked.
    pub async fn work_async<T: Send + 'static>(&self, f: impl FnOnce(&Db) -> Result<T> + Send + 'static) -> Result<T> {
        let (reply, answer) = tokio::sync::oneshot::channel();
        self.threads().write.send(Box::new(move |db| drop(reply.send(f(db))))).ok();
        answer.await.context("the writing job did not finish")?
    }
}
