//! From a request to its answer: one closure in one transaction on a database thread.

use std::sync::Arc;

use axum::http::{StatusCode, header};
use axum::response::Response;
use hangji_platform::access::sessions::{self, Key};
use hangji_platform::workspace::drafts::{self, Unsent};
use hangji_platform::{Cx, Refusal, Result};
use hangji_store::{Day, Id, Tx};
use hangji_ui::components::fault;
use hangji_ui::{Markup, Shell, User, encoded, page, tr_args};
use serde_json::Value;

use crate::app::App;
use crate::problem::ApiError;
use crate::reply::Reply;
use crate::request::{RequestCx, RequestHead};
use crate::response::{html, see_other};
use crate::words::platform;
use crate::{error, links, menu, problem};

/// What a page shows inside the frame that all pages share.
pub struct Content {
    /// The title in the browser's tab.
    pub title: String,
    /// Where the page stands: label and link.
    pub crumbs: Vec<(String, Option<String>)>,
    /// The address of the navigation's item that the page belongs to.
    pub place: String,
    /// The page itself.
    pub main: Markup,
    /// The status: an error page has its own.
    pub status: StatusCode,
    /// Scripts that make it better where they run.
    pub scripts: Vec<&'static str>,
    /// The address of another page to show instead.
    moved: Option<String>,
}

impl Content {
    /// A page that belongs to an item of the navigation.
    pub fn new(title: impl Into<String>, place: impl Into<String>, main: Markup) -> Content {
        let (crumbs, scripts, status) = (Vec::new(), Vec::new(), StatusCode::OK);
        Content { title: title.into(), crumbs, place: place.into(), main, status, scripts, moved: None }
    }

    /// No page, but the address of one.
    pub fn moved(to: impl Into<String>) -> Content {
        Content { moved: Some(to.into()), ..Content::new("", "", Markup::default()) }
    }

    /// With a script beside the one of all pages.
    pub fn with_script(mut self, name: &'static str) -> Content {
        self.scripts.push(name);
        self
    }

    /// With the way that leads to it.
    pub fn at(mut self, crumbs: Vec<(String, Option<String>)>) -> Content {
        self.crumbs = crumbs;
        self
    }

    /// With the status of a refusal that it shows.
    pub fn refused(mut self, refusal: &Refusal) -> Content {
        self.status = error::status(refusal);
        self
    }

    /// The page that says why something was refused.
    pub fn of_refusal(rcx: &RequestCx<'_>, refusal: &Refusal) -> Content {
        let kind = error::kind(refusal);
        let what = refusal.text(platform(rcx.lang));
        Content::new(kind.title(rcx.lang), "", fault(rcx.lang, kind, &what, "")).refused(refusal)
    }

    fn whole(self, tx: &mut Tx<'_>, rcx: &RequestCx<'_>) -> Result<(StatusCode, String)> {
        let lang = rcx.lang;
        let day = rcx.today.to_string();
        let banner = rcx.fixed.then(|| tr_args(lang, "banner-business-day", &[("day", (&day).into())]));
        let groups = menu::groups(tx, rcx, &self.place)?;
        let role = rcx.viewer.role.as_ref().map_or("", |r| rcx.t(r.title));
        let shell = Shell {
            lang,
            title: &self.title,
            banner: banner.as_deref(),
            crumbs: &self.crumbs,
            nav: &groups,
            user: Some(User { name: &rcx.viewer.name, role }),
            large_type: rcx.head.large,
            here: &rcx.head.here,
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
    ApiError(ApiError),
    Refused(Refusal),
}

impl Answer {
    /// What an error says to the user; faults pass on.
    fn of_error(error: anyhow::Error) -> Result<Answer> {
        match error.downcast::<ApiError>() {
            Ok(wrong) => Ok(Answer::ApiError(wrong)),
            Err(error) => error::refusal(error).map(Answer::Refused),
        }
    }
}

impl App {
    /// A page, read in one transaction.
    pub async fn page(
        self: Arc<Self>,
        head: RequestHead,
        make: impl FnOnce(&mut Tx<'_>, &RequestCx<'_>) -> Result<Content> + Send + 'static,
    ) -> Response {
        self.read(head, move |tx, rcx| {
            let content = match make(tx, rcx) {
                Ok(content) => content,
                Err(e) => Content::of_refusal(rcx, &error::refusal(e)?),
            };
            if let Some(to) = content.moved {
                return Ok(Answer::Moved(to));
            }
            let (status, text) = content.whole(tx, rcx)?;
            Ok(Answer::Page(status, text))
        })
        .await
    }

    /// Data for a page's own script, read in one transaction.
    pub async fn data(
        self: Arc<Self>,
        head: RequestHead,
        make: impl FnOnce(&mut Tx<'_>, &RequestCx<'_>) -> Result<Value> + Send + 'static,
    ) -> Response {
        self.reply(head, move |tx, rcx| make(tx, rcx).map(|value| Reply::ok(&value))).await
    }

    /// An answer of the API, read in one transaction.
    pub async fn reply(
        self: Arc<Self>,
        head: RequestHead,
        make: impl FnOnce(&mut Tx<'_>, &RequestCx<'_>) -> Result<Reply> + Send + 'static,
    ) -> Response {
        self.read(head, move |tx, rcx| make(tx, rcx).map(Answer::Reply).or_else(Answer::of_error)).await
    }

    /// An answer of the API to a change.
    pub async fn change_reply(
        self: Arc<Self>,
        head: RequestHead,
        act: impl FnOnce(&mut Tx<'_>, &RequestCx<'_>, &mut Cx) -> Result<Reply> + Send + 'static,
    ) -> Response {
        let act = move |tx: &mut Tx<'_>, rcx: &RequestCx<'_>, cx: &mut Cx| {
            rcx.viewer.may_change()?;
            act(tx, rcx, cx).map(Answer::Reply)
        };
        let answer = self.clone().write(head.clone(), None, act).await;
        self.respond(&head, answer)
    }

    async fn read(
        self: Arc<Self>,
        head: RequestHead,
        make: impl FnOnce(&mut Tx<'_>, &RequestCx<'_>) -> Result<Answer> + Send + 'static,
    ) -> Response {
        let head = Arc::new(head);
        let (app, given) = (self.clone(), head.clone());
        let answer = self.db.read_async(move |tx| match RequestCx::open(tx, &app, &given)? {
            Some(rcx) => Ok((make(tx, &rcx)?, rcx.stale.then_some(rcx.key))),
            None => Ok((Answer::LogIn, None)),
        });
        let answer = answer.await.map(|(answer, stale)| {
            if let Some(key) = stale {
                self.clone().touch(key);
            }
            answer
        });
        self.respond(&head, answer)
    }

    /// Notes beside the answer that a session was used: who only reads does not wait for a write.
    fn touch(self: Arc<Self>, key: Key) {
        let now = self.clock.now_ms();
        tokio::spawn(async move { self.db.write_async(move |tx| sessions::touch(tx, &key, now)).await });
    }

    /// A change in one transaction that tells where to go next. If it is refused nothing is stored, and `refused` makes
    /// the page that says so.
    pub async fn act(
        self: Arc<Self>,
        head: RequestHead,
        act: impl FnOnce(&mut Tx<'_>, &RequestCx<'_>, &mut Cx) -> Result<String> + Send + 'static,
        refused: impl FnOnce(&mut Tx<'_>, &RequestCx<'_>, &Refusal) -> Result<Content> + Send + 'static,
    ) -> Response {
        self.act_kept(head, None, act, refused).await
    }

    /// As [`App::act`], and if the session has ended what was typed is kept as a draft of its owner, to which signing in
    /// leads back.
    pub async fn act_kept(
        self: Arc<Self>,
        head: RequestHead,
        unsent: Option<Unsent>,
        act: impl FnOnce(&mut Tx<'_>, &RequestCx<'_>, &mut Cx) -> Result<String> + Send + 'static,
        refused: impl FnOnce(&mut Tx<'_>, &RequestCx<'_>, &Refusal) -> Result<Content> + Send + 'static,
    ) -> Response {
        let write = |tx: &mut Tx<'_>, rcx: &RequestCx<'_>, cx: &mut Cx| {
            rcx.viewer.may_change()?;
            act(tx, rcx, cx).map(Answer::Moved)
        };
        match self.clone().write(head.clone(), unsent, write).await {
            Ok(Answer::Refused(refusal)) => self.page(head, move |tx, rcx| refused(tx, rcx, &refusal)).await,
            other => self.respond(&head, other),
        }
    }

    /// A page that tells what an act would come to: made in a transaction of the one writer, by something that leaves
    /// nothing behind.
    pub async fn trial(
        self: Arc<Self>,
        head: RequestHead,
        make: impl FnOnce(&mut Tx<'_>, &RequestCx<'_>, &mut Cx) -> Result<Content> + Send + 'static,
    ) -> Response {
        let show = |tx: &mut Tx<'_>, rcx: &RequestCx<'_>, cx: &mut Cx| {
            let content = match make(tx, rcx, cx) {
                Ok(content) => content,
                Err(e) => Content::of_refusal(rcx, &error::refusal(e)?),
            };
            let (status, text) = content.whole(tx, rcx)?;
            Ok(Answer::Page(status, text))
        };
        let answer = self.clone().write(head.clone(), None, show).await;
        self.respond(&head, answer)
    }

    /// A change asked for by a page's own script.
    pub async fn change(
        self: Arc<Self>,
        head: RequestHead,
        status: StatusCode,
        act: impl FnOnce(&mut Tx<'_>, &RequestCx<'_>, &mut Cx) -> Result<Value> + Send + 'static,
    ) -> Response {
        self.change_reply(head, move |tx, rcx, cx| Ok(Reply::ok(&act(tx, rcx, cx)?).status(status))).await
    }

    /// A page that leaves a trace or shows something once: made in one transaction that also writes. If it is refused nothing is stored, and
    /// `refused` makes the page that says so.
    pub async fn traced(
        self: Arc<Self>,
        head: RequestHead,
        make: impl FnOnce(&mut Tx<'_>, &RequestCx<'_>, &mut Cx) -> Result<Content> + Send + 'static,
        refused: impl FnOnce(&mut Tx<'_>, &RequestCx<'_>, &Refusal) -> Result<Content> + Send + 'static,
    ) -> Response {
        let write = |tx: &mut Tx<'_>, rcx: &RequestCx<'_>, cx: &mut Cx| {
            let (status, text) = make(tx, rcx, cx)?.whole(tx, rcx)?;
            Ok(Answer::Page(status, text))
        };
        match self.clone().write(head.clone(), None, write).await {
            Ok(Answer::Refused(refusal)) => self.page(head, move |tx, rcx| refused(tx, rcx, &refusal)).await,
            answer => self.respond(&head, answer),
        }
    }

    async fn write(
        self: Arc<Self>,
        head: RequestHead,
        unsent: Option<Unsent>,
        act: impl FnOnce(&mut Tx<'_>, &RequestCx<'_>, &mut Cx) -> Result<Answer> + Send + 'static,
    ) -> Result<Answer> {
        let app = self.clone();
        let done = self.db.write_async(move |tx| {
            let Some(rcx) = RequestCx::open(tx, &app, &head)? else {
                return too_late(tx, &app, &head, unsent.as_ref());
            };
            let mut cx = Cx::new(rcx.viewer.account, app.clock, rcx.today)?;
            if rcx.stale {
                sessions::touch(tx, &rcx.key, cx.now_ms)?;
            }
            act(tx, &rcx, &mut cx)
        });
        // A refusal is an error inside, so that what was half done is rolled back.
        match done.await {
            Ok(answer) => Ok(answer),
            Err(e) => Answer::of_error(e),
        }
    }

    fn respond(&self, head: &RequestHead, answer: Result<Answer>) -> Response {
        let mut response = match answer {
            Ok(Answer::Page(status, text)) => html(status, text),
            Ok(Answer::Moved(to)) => see_other(&to),
            Ok(Answer::Reply(reply)) => reply.response(),
            Ok(Answer::ApiError(wrong)) => wrong.response(),
            Ok(Answer::Refused(refusal)) if head.api => problem::refused(&refusal),
            Ok(Answer::Refused(refusal)) => error::bare(head, &refusal),
            Ok(Answer::LogIn) if head.api => problem::unauthorized(),
            Ok(Answer::LogIn) => see_other(&format!("/login?next={}", encoded(&head.here))),
            Err(e) => error::broken(head, self.clock, &e),
        };
        for cookie in &head.remember {
            response.headers_mut().append(header::SET_COOKIE, cookie.clone());
        }
        response
    }
}

/// What was sent without a session in force: kept, if its owner is known, and the way to it.
fn too_late(tx: &mut Tx<'_>, app: &App, head: &RequestHead, unsent: Option<&Unsent>) -> Result<Answer> {
    let (Some(token), Some(unsent)) = (&head.token, unsent) else { return Ok(Answer::LogIn) };
    let mut cx = Cx::new(Id::default(), app.clock, Day::of_ms(app.clock.now_ms()))?;
    let kept = drafts::keep_lost(tx, &app.sys, &mut cx, token, unsent)?;
    Ok(kept.map_or(Answer::LogIn, |id| Answer::Moved(format!("/login?next={}", encoded(&links::draft(id))))))
}
