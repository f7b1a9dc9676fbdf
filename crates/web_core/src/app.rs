//! The application that requests share: the database, what is declared, the clock, what the operator decided, and what
//! parts of the program keep while it runs.

use std::any::{Any, TypeId};
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use hangji_platform::System;
use hangji_platform::access::{Demand, SessionRules};
use hangji_store::{Clock, Db};
use tokio::sync::Semaphore;

use crate::options::{Options, SecondFactor};
use crate::storage::{self, StorageHandle};

/// The application as handlers share it.
pub type Shared = Arc<App>;

/// Everything a request needs.
pub struct App {
    /// The database.
    pub db: Db,
    /// What is declared.
    pub sys: Arc<System>,
    /// The clock.
    pub clock: Clock,
    /// What the operator decided.
    pub options: Options,
    /// Where attached files are kept, if anywhere.
    pub storage: Option<StorageHandle>,
    /// Exports hold a database thread for long: one at a time, so that pages go on.
    pub(crate) exports: Semaphore,
    /// Photos are drawn anew so many at once.
    pub(crate) redraws: Semaphore,
    states: States,
}

/// What parts of the program keep while it runs, by its type.
type States = Mutex<HashMap<TypeId, Arc<dyn Any + Send + Sync>>>;

impl App {
    /// An application over a prepared database that nothing is registered with.
    pub(crate) fn bare(db: Db, sys: Arc<System>, clock: Clock, options: Options) -> App {
        // Whoever starts the program asks `storage` first and stops; here pages go on without files.
        let storage = storage::storage(&options).unwrap_or_else(|e| {
            tracing::error!("files cannot be attached: {e:#}");
            None
        });
        let (exports, redraws) = (Semaphore::new(1), Semaphore::new(storage::AT_ONCE));
        App { db, sys, clock, options, storage, exports, redraws, states: States::default() }
    }

    /// What a part of the program keeps here, by its type; made when it is first asked for. `make` must not ask for
    /// another.
    pub fn state<T: Any + Send + Sync>(&self, make: impl FnOnce(&App) -> T) -> Arc<T> {
        let mut states = self.states.lock().unwrap_or_else(PoisonError::into_inner);
        let state = states.entry(TypeId::of::<T>()).or_insert_with(|| Arc::new(make(self)));
        Arc::clone(state).downcast().unwrap_or_else(|_| unreachable!("a state is kept under its own type"))
    }

    /// What holds for sessions, where the security administrator has not decided otherwise.
    #[must_use]
    pub fn policy(&self) -> SessionRules {
        let ms = |d: std::time::Duration| i64::try_from(d.as_millis()).unwrap_or(i64::MAX);
        let second_factor = match self.options.second_factor {
            SecondFactor::Off => Demand::Off,
            SecondFactor::Optional => Demand::Optional,
            SecondFactor::Administrators => Demand::Administrators,
            SecondFactor::Everybody => Demand::Everybody,
        };
        SessionRules { second_factor, idle_ms: ms(self.options.session.idle), lasts_ms: ms(self.options.session.most) }
    }
}
