//! From a request to its answer: one closure in one transaction on a database thread.

use std::sync::Arc;

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use hangji_pages::parts::fault;
use hangji_pages::{Markup, Shell, User, encoded, page, tr_args};
use hangji_platform::access::sessions::{self, Key};
use hangji_platform::work::drafts::{self, Unsent};
use hangji_platform::{Cx, Refusal, Result};
use hangji_store::{Day, Id, Tx};
use serde_json::Value;

use crate::api::Reply;
use crate::problem::Wrong;
use crate::request::{Asked, Visit};
use crate::words::platform;
use crate::{App, error, links, nav, problem};

/// What a page shows inside the frame that all pages share.
pub(crate) struct Content {
    /// The title in the browser's tab.
    pub(crate) title: String,
    /// Where the page stands: label and link.
    pub(crate) crumbs: Vec<(String, Option<String>)>,
    /// The address of the navigation's item that the page belongs to.
    pub(crate) place: String,
    /// The page itself.
    pub(crate) main: Markup,
    /// The status: an error page has its own.
    pub(crate) status: StatusCode,
    /// Scripts that make it better where they run.
    pub(crate) scripts: Vec<&'static str>,
    /// The address of another page to show instead.
    moved: Option<String>,
}

impl Content {
    /// A page that belongs to an item of the navigation.
    pub(crate) fn new(title: impl Into<String>, place: impl Into<String>, main: Markup) -> Content {
        let (crumbs, scripts, status) = (Vec::new(), Vec::new(), StatusCode::OK);
        Content { title: title.into(), crumbs, place: place.into(), main, status, scripts, moved: None }
    }

    /// No page, but the address of one.
    pub(crate) fn moved(to: impl Into<String>) -> Content {
        Content { moved: Some(to.into()), ..Content::new("", "", Markup::default()) }
    }

    /// With a script beside the one of all pages.
    pub(crate) fn with_script(mut self, name: &'static str) -> Content {
        self.scripts.push(name);
        self
    }

    /// With the way that leads to it.
    pub(crate) fn at(mut self, crumbs: Vec<(String, Option<String>)>) -> Content {
        self.crumbs = crumbs;
        self
    }

    /// With the status of a refusal that it shows.
    pub(crate) fn refused(mut self, refusal: &Refusal) -> Content {
        self.status = error::status(refusal);
        self
    }

    /// The page that says why something was refused.
    pub(crate) fn of_refusal(visit: &Visit<'_>, refusal: &Refusal) -> Content {
        let kind = error::kind(refusal);
        let what = refusal.text(platform(visit.lang));
        Content::new(kind.title(visit.lang), "", fault(visit.lang, kind, &what, "")).refused(refusal)
    }

    fn whole(self, tx: &mut Tx<'_>, visit: &Visit<'_>) -> Result<(StatusCode, String)> {
        let lang = visit.lang;
        let day = visit.today.to_string();
        let banner = visit.fixed.then(|| tr_args(lang, "banner-business-day", &[("day", (&day).into())]));
        let groups = nav::groups(tx, visit, &self.place)?;
        let role = visit.viewer.role.as_ref().map_or("", |r| visit.t(r.title));
        let shell = Shell {
            lang,
            title: &self.title,
            banner: banner.as_deref(),
            crumbs: &self.crumbs,
            nav: &groups,
            user: Some(User { name: &visit.viewer.name, role }),
            large_type: visit.asked.large,
            here: &visit.asked.here,
            search: true,
            scripts: &self.scripts,
        };
        Ok((self.status, page(&shell, self.main).into_string()))
    }
}

enum Answer {
    LogIn,
    Page(StatusCode, String),
    Moved(String),
    Reply(Reply),
    Wrong(Wrong),
    Refused(Refusal),
}

impl Answer {
    /// What an error says to the user; faults pass on.
    fn of_error(error: anyhow::Error) -> Result<Answer> {
        match error.downcast::<Wrong>() {
            Ok(wrong) => Ok(Answer::Wrong(wrong)),
            Err(error) => error::refusal(error).map(Answer::Refused),
        }
    }
}

impl App {
    /// A page, read in one transaction.
    pub(crate) async fn page(
        self: Arc<Self>,
        asked: Asked,
        make: impl FnOnce(&mut Tx<'_>, &Visit<'_>) -> Result<Content> + Send + 'static,
    ) -> Response {
        self.read(asked, move |tx, visit| {
            let content = match make(tx, visit) {
                Ok(content) => content,
                Err(e) => Content::of_refusal(visit, &error::refusal(e)?),
            };
            if let Some(to) = content.moved {
                return Ok(Answer::Moved(to));
            }
            let (status, text) = content.whole(tx, visit)?;
            Ok(Answer::Page(status, text))
        })
        .await
    }

    /// Data for a page's own script, read in one transaction.
    pub(crate) async fn data(
        self: Arc<Self>,
        asked: Asked,
        make: impl FnOnce(&mut Tx<'_>, &Visit<'_>) -> Result<Value> + Send + 'static,
    ) -> Response {
        self.reply(asked, move |tx, visit| make(tx, visit).map(|value| Reply::ok(&value))).await
    }

    /// An answer of the API, read in one transaction.
    pub(crate) async fn reply(
        self: Arc<Self>,
        asked: Asked,
        make: impl FnOnce(&mut Tx<'_>, &Visit<'_>) -> Result<Reply> + Send + 'static,
    ) -> Response {
        self.read(asked, move |tx, visit| make(tx, visit).map(Answer::Reply).or_else(Answer::of_error)).await
    }

    /// An answer of the API to a change.
    pub(crate) async fn change_reply(
        self: Arc<Self>,
        asked: Asked,
        act: impl FnOnce(&mut Tx<'_>, &Visit<'_>, &mut Cx) -> Result<Reply> + Send + 'static,
    ) -> Response {
        let act = move |tx: &mut Tx<'_>, visit: &Visit<'_>, cx: &mut Cx| {
            visit.viewer.may_change()?;
            act(tx, visit, cx).map(Answer::Reply)
        };
        let answer = self.clone().write(asked.clone(), None, act).await;
        self.respond(&asked, answer)
    }

    async fn read(
        self: Arc<Self>,
        asked: Asked,
        make: impl FnOnce(&mut Tx<'_>, &Visit<'_>) -> Result<Answer> + Send + 'static,
    ) -> Response {
        let asked = Arc::new(asked);
        let (app, given) = (self.clone(), asked.clone());
        let answer = self.db.read_async(move |tx| match Visit::open(tx, &app, &given)? {
            Some(visit) => Ok((make(tx, &visit)?, visit.stale.then_some(visit.key))),
            None => Ok((Answer::LogIn, None)),
        });
        let answer = answer.await.map(|(answer, stale)| {
            if let Some(key) = stale {
                self.clone().touch(key);
            }
            answer
        });
        self.respond(&asked, answer)
    }

    /// Notes beside the answer that a session was used: who only reads does not wait for a write.
    fn touch(self: Arc<Self>, key: Key) {
        let now = self.clock.now_ms();
        tokio::spawn(async move { self.db.write_async(move |tx| sessions::touch(tx, &key, now)).await });
    }

    /// A change in one transaction that tells where to go next. If it is refused nothing is stored, and `refused` makes
    /// the page that says so.
    pub(crate) async fn act(
        self: Arc<Self>,
        asked: Asked,
        act: impl FnOnce(&mut Tx<'_>, &Visit<'_>, &mut Cx) -> Result<String> + Send + 'static,
        refused: impl FnOnce(&mut Tx<'_>, &Visit<'_>, &Refusal) -> Result<Content> + Send + 'static,
    ) -> Response {
        self.act_kept(asked, None, act, refused).await
    }

    /// As [`App::act`], and if the session has ended what was typed is kept as a draft of its owner, to which signing in
    /// leads back.
    pub(crate) async fn act_kept(
        self: Arc<Self>,
        asked: Asked,
        unsent: Option<Unsent>,
        act: impl FnOnce(&mut Tx<'_>, &Visit<'_>, &mut Cx) -> Result<String> + Send + 'static,
        refused: impl FnOnce(&mut Tx<'_>, &Visit<'_>, &Refusal) -> Result<Content> + Send + 'static,
    ) -> Response {
        let write = |tx: &mut Tx<'_>, visit: &Visit<'_>, cx: &mut Cx| {
            visit.viewer.may_change()?;
            act(tx, visit, cx).map(Answer::Moved)
        };
        match self.clone().write(asked.clone(), unsent, write).await {
            Ok(Answer::Refused(refusal)) => self.page(asked, move |tx, visit| refused(tx, visit, &refusal)).await,
            other => self.respond(&asked, other),
        }
    }

    /// A page that tells what an act would come to: made in a transaction of the one writer, by something that leaves
    /// nothing behind.
    pub(crate) async fn trial(
        self: Arc<Self>,
        asked: Asked,
        make: impl FnOnce(&mut Tx<'_>, &Visit<'_>, &mut Cx) -> Result<Content> + Send + 'static,
    ) -> Response {
        let show = |tx: &mut Tx<'_>, visit: &Visit<'_>, cx: &mut Cx| {
            let content = match make(tx, visit, cx) {
                Ok(content) => content,
                Err(e) => Content::of_refusal(visit, &error::refusal(e)?),
            };
            let (status, text) = content.whole(tx, visit)?;
            Ok(Answer::Page(status, text))
        };
        let answer = self.clone().write(asked.clone(), None, show).await;
        self.respond(&asked, answer)
    }

    /// A change asked for by a page's own script.
    pub(crate) async fn change(
        self: Arc<Self>,
        asked: Asked,
        status: StatusCode,
        act: impl FnOnce(&mut Tx<'_>, &Visit<'_>, &mut Cx) -> Result<Value> + Send + 'static,
    ) -> Response {
        self.change_reply(asked, move |tx, visit, cx| Ok(Reply::ok(&act(tx, visit, cx)?).status(status))).await
    }

    /// A page that leaves a trace or shows something once: made in one transaction that also writes. If it is refused nothing is stored, and
    /// `refused` makes the page that says so.
    pub(crate) async fn traced(
        self: Arc<Self>,
        asked: Asked,
        make: impl FnOnce(&mut Tx<'_>, &Visit<'_>, &mut Cx) -> Result<Content> + Send + 'static,
        refused: impl FnOnce(&mut Tx<'_>, &Visit<'_>, &Refusal) -> Result<Content> + Send + 'static,
    ) -> Response {
        let write = |tx: &mut Tx<'_>, visit: &Visit<'_>, cx: &mut Cx| {
            let (status, text) = make(tx, visit, cx)?.whole(tx, visit)?;
            Ok(Answer::Page(status, text))
        };
        match self.clone().write(asked.clone(), None, write).await {
            Ok(Answer::Refused(refusal)) => self.page(asked, move |tx, visit| refused(tx, visit, &refusal)).await,
            answer => self.respond(&asked, answer),
        }
    }

    async fn write(
        self: Arc<Self>,
        asked: Asked,
        unsent: Option<Unsent>,
        act: impl FnOnce(&mut Tx<'_>, &Visit<'_>, &mut Cx) -> Result<Answer> + Send + 'static,
    ) -> Result<Answer> {
        let app = self.clone();
        let done = self.db.write_async(move |tx| {
            let Some(visit) = Visit::open(tx, &app, &asked)? else {
                return too_late(tx, &app, &asked, unsent.as_ref());
            };
            let mut cx = Cx::new(visit.viewer.account, app.clock, visit.today)?;
            if visit.stale {
                sessions::touch(tx, &visit.key, cx.now_ms)?;
            }
            act(tx, &visit, &mut cx)
        });
        // A refusal is an error inside, so that what was half done is rolled back.
        match done.await {
            Ok(answer) => Ok(answer),
            Err(e) => Answer::of_error(e),
        }
    }

    fn respond(&self, asked: &Asked, answer: Result<Answer>) -> Response {
        let mut response = match answer {
            Ok(Answer::Page(status, text)) => error::html(status, text),
            Ok(Answer::Moved(to)) => see_other(&to),
            Ok(Answer::Reply(reply)) => reply.response(),
            Ok(Answer::Wrong(wrong)) => wrong.response(),
            Ok(Answer::Refused(refusal)) if asked.api => problem::refused(&refusal),
            Ok(Answer::Refused(refusal)) => error::bare(asked, &refusal),
            Ok(Answer::LogIn) if asked.api => problem::unauthorized(),
            Ok(Answer::LogIn) => see_other(&format!("/login?next={}", encoded(&asked.here))),
            Err(e) => error::broken(asked, self.clock, &e),
        };
        for cookie in &asked.remember {
            response.headers_mut().append(header::SET_COOKIE, cookie.clone());
        }
        response
    }
}

/// What was sent without a session in force: kept, if its owner is known, and the way to it.
fn too_late(tx: &mut Tx<'_>, app: &App, asked: &Asked, unsent: Option<&Unsent>) -> Result<Answer> {
    let (Some(token), Some(unsent)) = (&asked.token, unsent) else { return Ok(Answer::LogIn) };
    let mut cx = Cx::new(Id::default(), app.clock, Day::of_ms(app.clock.now_ms()))?;
    let kept = drafts::keep_lost(tx, &app.sys, &mut cx, token, unsent)?;
    Ok(kept.map_or(Answer::LogIn, |id| Answer::Moved(format!("/login?next={}", encoded(&links::draft(id))))))
}

/// "Look there", for the browser's next request.
pub(crate) fn see_other(to: &str) -> Response {
    let to = HeaderValue::from_str(to).unwrap_or(HeaderValue::from_static("/"));
    (StatusCode::SEE_OTHER, [(header::LOCATION, to)]).into_response()
}
