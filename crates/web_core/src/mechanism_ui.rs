//! What a mechanism, or the generic pages, bring to the program ([`MechanismUi`]), and the application made from it.

use std::collections::HashSet;
use std::sync::Arc;

use anyhow::{Error, Result, ensure};
use hangji_platform::System;
use hangji_store::{Clock, Db};
use hangji_ui::help::{self, Topic};
use hangji_ui::words::WordSource;

use crate::app::App;
use crate::menu::{Entry, Menu};
use crate::operation::Operation;
use crate::options::Options;
use crate::route::{Route, Twin};
use crate::tasks::{Source, Sources};

/// What a mechanism brings to the program beside its declarations: pages, operations of the API, entries of the menu, what
/// its people have to do, words and help.
///
/// ```
/// use hangji_web_core::MechanismUi;
/// use hangji_web_core::menu::Entry;
///
/// let ui = MechanismUi { code: "notes", menu: vec![Entry::new("notes-title", "/notes")], ..MechanismUi::default() };
/// assert!(ui.routes.is_empty());
/// ```
#[derive(Clone, Default)]
pub struct MechanismUi {
    /// The mechanism's code; empty for pages that belong to none.
    pub code: &'static str,
    /// Its pages.
    pub routes: Vec<Route>,
    /// Its operations of the API.
    pub operations: Vec<Operation>,
    /// Its entries of the menu, in the group of the mechanism.
    pub menu: Vec<Entry>,
    /// What waits for people beside the tasks of records.
    pub tasks: Vec<Source>,
    /// Its words in both languages.
    pub words: Option<WordSource>,
    /// Its help pages.
    pub help: Vec<Topic>,
}

impl MechanismUi {
    /// Nothing yet, of a mechanism.
    #[must_use]
    pub fn new(code: &'static str) -> MechanismUi {
        MechanismUi { code, ..MechanismUi::default() }
    }

    /// A help page in Chinese and English, under the mechanism's code.
    #[must_use]
    pub fn help_page(mut self, zh: &'static str, en: &'static str) -> MechanismUi {
        self.help.push(Topic::new(self.code, zh, en));
        self
    }

    /// All its routes: of pages, then of operations.
    pub fn all_routes(&self) -> impl Iterator<Item = Route> {
        self.routes.iter().cloned().chain(self.operations.iter().cloned().map(Operation::route))
    }
}

/// What was registered: the routes of pages, and the operations.
#[derive(Default)]
pub struct Registered {
    /// The routes of pages.
    pub routes: Vec<Route>,
    /// The operations of the API.
    pub operations: Vec<Operation>,
}

impl App {
    /// An application over a prepared database, with all that its parts bring. Words and help belong to the process: they
    /// are registered once, before the first is asked for.
    ///
    /// # Errors
    /// If two routes have the same address, two operations the same name, or words or help do not fit.
    pub fn new(db: Db, sys: Arc<System>, clock: Clock, options: Options, uis: Vec<MechanismUi>) -> Result<App> {
        check(&uis)?;
        for ui in &uis {
            if let Some(words) = ui.words {
                ensure!(words.code == ui.code, "the words of {} come with {}", words.code, ui.code);
                hangji_ui::words::register(words).map_err(Error::msg)?;
            }
            ui.help.iter().try_for_each(|topic| help::register(*topic)).map_err(Error::msg)?;
        }
        let app = App::bare(db, sys, clock, options);
        let mut registered = Registered::default();
        let (mut menu, mut sources) = (Menu::default(), Sources::default());
        for ui in uis {
            registered.routes.extend(ui.routes);
            registered.operations.extend(ui.operations);
            menu.0.push((ui.code, ui.menu));
            sources.0.extend(ui.tasks);
        }
        app.state(|_| registered);
        app.state(|_| menu);
        app.state(|_| sources);
        Ok(app)
    }

    /// What the application was made of.
    #[must_use]
    pub fn registered(&self) -> Arc<Registered> {
        self.state(|_| Registered::default())
    }
}

/// Refuses what stands twice.
fn check(uis: &[MechanismUi]) -> Result<()> {
    let (mut addresses, mut names) = (HashSet::new(), HashSet::new());
    for ui in uis {
        for route in ui.all_routes() {
            ensure!(addresses.insert((route.method, route.path)), "two routes are {} {}", route.method, route.path);
        }
        for operation in &ui.operations {
            ensure!(names.insert(operation.name), "two operations are called {}", operation.name);
        }
    }
    Ok(())
}

/// Every page with the operations of the API that do the same, or why programs have none: what `docs/api-parity.txt` says.
#[must_use]
pub fn parity(uis: &[MechanismUi]) -> String {
    let mut out = String::from(
        "# What the pages can do, and the operations of the API that do the same. A test compares this list with the routes: a new\n\
         # page stands here with its operations, or with \"-\" and the reason why programs have none.\n\n",
    );
    for route in uis.iter().flat_map(|ui| &ui.routes) {
        let said = match route.twin {
            Twin::Itself => continue,
            Twin::Unsaid => String::new(),
            Twin::None(reason) => format!("- {reason}"),
            Twin::Operations(names, but) => {
                out.extend(but.map(|but| format!("# {but}\n")));
                names.join(", ")
            }
        };
        out.push_str(&format!("{} {} = {said}\n", route.method, route.path));
    }
    out
}
