//! A route: its method and address, where it leads, the right it needs, and what of the API does the same. The router is
//! made from routes, `docs/api-parity.txt` is printed from them, and tests walk them, so that a new one is covered by itself.

use axum::extract::DefaultBodyLimit;
use axum::handler::Handler;
use axum::routing::{MethodRouter, get, post};

use crate::app::Shared;

/// The right that a route or operation needs beyond being signed in. It is told by the document; [`Need::Ledger`] of an
/// operation is checked before it runs, everything else by the types and functions that cannot do without it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Need {
    /// Not even a session.
    Nobody,
    /// A session.
    SignedIn,
    /// To read the ledger of the path.
    Ledger,
    /// To write the ledger of the path.
    Write,
    /// To read the ledger of the path, and to need its masked fields.
    Unmask,
    /// To read the ledger of the path and to take files away.
    Export,
    /// To see figures.
    Figures,
}

impl Need {
    /// The word in the document.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Need::Nobody => "nobody",
            Need::SignedIn => "signed-in",
            Need::Ledger => "reads-ledger",
            Need::Write => "writes-ledger",
            Need::Unmask => "unmasks-ledger",
            Need::Export => "exports-ledger",
            Need::Figures => "sees-figures",
        }
    }

    /// What a path needs where nothing else is said.
    pub(crate) fn of_path(path: &str) -> Need {
        if path.contains("{ledger}") { Need::Ledger } else { Need::SignedIn }
    }
}

/// What of the API does the same as a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Twin {
    /// Nobody has said; a test does not let that stand.
    Unsaid,
    /// These operations; and what they leave out, where they do.
    Operations(&'static [&'static str], Option<&'static str>),
    /// None, for this reason.
    None(&'static str),
    /// It is an operation itself.
    Itself,
}

/// What may stand in an address for variables of its pattern, for tests that call it: name and values. Tests know by
/// themselves what stands for a ledger (`ledger`), a record (`id`, also behind the ledger's name or called after it, as
/// `visit`), an organisation (`code`), a figure (`figure`).
pub type Samples = Vec<(&'static str, &'static [&'static str])>;

/// A route: method, pattern of its address, and where it leads.
#[derive(Clone)]
pub struct Route {
    /// The method.
    pub method: &'static str,
    /// The pattern of the address.
    pub path: &'static str,
    /// The right it needs.
    pub need: Need,
    /// What of the API does the same.
    pub twin: Twin,
    /// Samples of its variables that no test knows by itself.
    pub samples: Samples,
    pub(crate) to: MethodRouter<Shared>,
}

impl Route {
    /// A route of any method.
    pub(crate) fn new(method: &'static str, path: &'static str, to: MethodRouter<Shared>) -> Route {
        Route { method, path, need: Need::of_path(path), twin: Twin::Unsaid, samples: Vec::new(), to }
    }

    /// A page that is shown, or a file.
    pub fn get<T: 'static>(path: &'static str, handler: impl Handler<T, Shared>) -> Route {
        Route::new("GET", path, get(handler))
    }

    /// A form that is sent.
    pub fn post<T: 'static>(path: &'static str, handler: impl Handler<T, Shared>) -> Route {
        Route::new("POST", path, post(handler))
    }

    /// The right it needs; otherwise a session, and to read the ledger of its path.
    #[must_use]
    pub fn needs(mut self, need: Need) -> Route {
        self.need = need;
        self
    }

    /// The operations of the API that do the same.
    #[must_use]
    pub fn twin(mut self, operations: &'static [&'static str]) -> Route {
        self.twin = Twin::Operations(operations, None);
        self
    }

    /// The operations of the API that do the same but for something.
    #[must_use]
    pub fn twin_but(mut self, operations: &'static [&'static str], but: &'static str) -> Route {
        self.twin = Twin::Operations(operations, Some(but));
        self
    }

    /// Why programs have no use for it.
    #[must_use]
    pub fn no_twin(mut self, reason: &'static str) -> Route {
        self.twin = Twin::None(reason);
        self
    }

    /// What may stand for a variable of its path.
    #[must_use]
    pub fn sample(mut self, variable: &'static str, values: &'static [&'static str]) -> Route {
        self.samples.push((variable, values));
        self
    }

    /// How large a body it takes, where that is not what all forms may have.
    #[must_use]
    pub fn body(mut self, limit: DefaultBodyLimit) -> Route {
        self.to = self.to.layer(limit);
        self
    }
}
