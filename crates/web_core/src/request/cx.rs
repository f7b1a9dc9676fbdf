//! A request inside its transaction: who asks, on which day.

use hangji_platform::access::sessions::{self, Key};
use hangji_platform::access::{Scope, Viewer};
use hangji_platform::figures::{Figure, Period};
use hangji_platform::tree::lookup::{self, Org};
use hangji_platform::{Refusal, Result, System, Term, setting};
use hangji_store::{Day, Tx};
use hangji_ui::Lang;

use super::head::{Detour, RequestHead};
use super::params::{ORG, PERIOD, short};
use crate::app::App;
use crate::words::{message, platform};

/// A request inside its transaction: who asks, what they see, which day it is.
pub struct RequestCx<'a> {
    /// The application.
    pub app: &'a App,
    /// What is declared.
    pub sys: &'a System,
    /// What the request says.
    pub head: &'a RequestHead,
    /// The language of the answer.
    pub lang: Lang,
    /// Who asks.
    pub viewer: Viewer,
    /// What they see.
    pub scope: Scope,
    /// The business day.
    pub today: Day,
    /// Whether the business day is a setting, which the banner then says.
    pub fixed: bool,
    /// What the session is found by.
    pub key: Key,
    /// Whether it is a script's.
    pub by_script: bool,
    /// Whether the note of the session's last request is old.
    pub stale: bool,
}

impl<'a> RequestCx<'a> {
    /// Who asks, if their session is in force.
    ///
    /// # Errors
    /// A `Detour` if they must do something else first; a fault.
    pub fn open(tx: &mut Tx<'_>, app: &'a App, head: &'a RequestHead) -> Result<Option<RequestCx<'a>>> {
        let Some(token) = &head.token else { return Ok(None) };
        let now = app.clock.now_ms();
        let Some(seen) = sessions::look(tx, &app.sys, &app.policy(), token, now)? else { return Ok(None) };
        if let Some(required) = seen.required.filter(|d| !head.fulfils(*d)) {
            return Err(Detour(required).into());
        }
        let (viewer, key, stale) = (seen.viewer, seen.key, seen.stale);
        let by_script = seen.kind == sessions::Kind::Token;
        let fixed = setting::fixed_business_day(tx)?;
        let today = fixed.unwrap_or_else(|| Day::of_ms(now));
        let scope = viewer.scope();
        let sys = &app.sys;
        let (lang, fixed) = (head.lang, fixed.is_some());
        Ok(Some(RequestCx { app, sys, head, lang, viewer, scope, today, fixed, key, by_script, stale }))
    }

    /// A term in the language of the page.
    pub fn t(&self, term: Term) -> &'static str {
        term.in_(platform(self.lang))
    }

    /// The period asked for, else the year of the business day.
    pub fn period(&self) -> Result<Period> {
        match self.head.params.get(PERIOD) {
            Some(text) => Ok(text.parse()?),
            None => Ok(Period::year(self.today.year())),
        }
    }

    /// The figure of an id.
    ///
    /// # Errors
    /// A refusal that says where figures are found on pages.
    pub fn figure(&self, id: &str) -> Result<&'a Figure> {
        let unknown = |_| Refusal::NotFound(message("figure-unknown", &[("id", short(id).as_str().into())])).into();
        self.sys.figure(id).map_err(unknown)
    }

    /// The day asked for by `on`, else the business day.
    pub fn on(&self) -> Result<Day> {
        let Some(text) = self.head.params.get("on") else { return Ok(self.today) };
        let bad = || Refusal::BadRequest(message("bad-day", &[("value", (&short(text)).into())]));
        Ok(text.parse().map_err(|_| bad())?)
    }

    /// The root of the viewer's territory; none for those who see only what names them.
    pub fn home(&self, tx: &mut Tx<'_>) -> Result<Option<Org>> {
        match self.scope.node() {
            Some(node) => lookup::by_id(tx, &self.scope, node).map(Some),
            None if self.scope.is_everything() => lookup::root(tx),
            None => Ok(None),
        }
    }

    /// The organisation asked for, else the root of the viewer's territory.
    pub fn node(&self, tx: &mut Tx<'_>) -> Result<Option<Org>> {
        match self.head.params.get(ORG) {
            Some(code) => lookup::by_code(tx, &self.scope, code).map(Some),
            None => self.home(tx),
        }
    }

    /// The organisation that figures are read at: as [`RequestCx::node`], and the viewer must see figures.
    ///
    /// # Errors
    /// A refusal in the words for what does not exist.
    pub fn figure_node(&self, tx: &mut Tx<'_>) -> Result<Org> {
        let none = || Refusal::NotFound(message("no-figures", &[]));
        if !self.viewer.sees_figures() {
            return Err(none().into());
        }
        self.node(tx)?.ok_or_else(|| none().into())
    }
}
