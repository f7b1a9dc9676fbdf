//! The table of operations. Each is declared once: method, path, words, parameters, body, answers, the right it needs,
//! and the function that does it. From the table come the routes, the OpenAPI document (`api::openapi`) and the
//! checks of what is sent. `docs/adding-an-operation.md` tells how to add one.
//!
//! A handler runs inside the transaction, on a database thread, after the caller is known and what was sent has been
//! checked. A write that carries an `Idempotency-Key` is done once: its answer is kept in the same transaction.

use std::pin::Pin;
use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::{FromRequestParts as _, RawPathParams, Request, State};
use axum::http::{HeaderMap, HeaderName, StatusCode, header};
use axum::response::Response;
use axum::routing::{MethodFilter, on};
use hangji_files::Kind;
use hangji_platform::idempotency::{self, Answer, Known};
use hangji_platform::ledger::Ledger;
use hangji_platform::{Cx, Refusal, Result};
use hangji_store::{Id, Tx};
use serde_json::{Map, Value};

use crate::app::App;
use crate::error;
use crate::extract::all_text;
use crate::problem::{self, ApiError};
use crate::reply::Reply;
use crate::request::{RequestCx, RequestHead, Shared, short};
pub use crate::route::Need;
use crate::route::{Route, Samples, Twin};
use crate::schema::{Type, at, problems};
use crate::words::message;

/// Reads.
pub type Read = fn(&mut Tx<'_>, &RequestCx<'_>, &Call) -> Result<Reply>;
/// Changes something.
pub type Write = fn(&mut Tx<'_>, &RequestCx<'_>, &mut Cx, &Call) -> Result<Reply>;
/// Answers otherwise than with JSON made in one transaction: files, pages. It opens what was sent by itself.
pub type Own = fn(Shared, RequestHead, Sent) -> Pin<Box<dyn Future<Output = Response> + Send>>;

/// What an operation does.
#[derive(Clone, Copy)]
pub enum Run {
    /// Reads.
    Read(Read),
    /// Changes something.
    Write(Write),
    /// Answers by itself.
    Own(Own),
}

/// What an operation takes.
#[derive(Debug, Clone)]
pub enum Takes {
    /// No body.
    Nothing,
    /// A JSON object.
    Json(Type),
    /// The bytes of a file of one of these media types, at most so many.
    File(&'static [&'static str], usize),
    /// The bytes of a file to attach: of any of the kinds that are taken, or of one that its name tells; as many as the
    /// operator allows.
    Attachment,
}

impl Takes {
    /// The most bytes it may have.
    fn most(&self, app: &App) -> usize {
        match self {
            Takes::Nothing => 0,
            Takes::Json(_) => app.options.limits.body,
            Takes::File(_, most) => *most,
            Takes::Attachment => app.options.limits.attachment,
        }
    }

    /// The media types of a file; none where it takes no file.
    pub fn media_types(&self) -> Vec<&'static str> {
        match self {
            Takes::Nothing | Takes::Json(_) => Vec::new(),
            Takes::File(mimes, _) => mimes.to_vec(),
            Takes::Attachment => {
                Kind::ALL.map(Kind::media_type).into_iter().chain(["application/octet-stream"]).collect()
            }
        }
    }
}

/// What an operation gives.
#[derive(Debug, Clone)]
pub enum Gives {
    /// JSON.
    Json(Type),
    /// A file or page of one of these media types.
    File(Vec<&'static str>),
}

/// A parameter of the query.
#[derive(Debug, Clone)]
pub struct Parameter {
    /// Its name.
    pub name: String,
    /// What its value looks like.
    pub kind: Type,
    /// What it does: a key of words, or, for fields of ledgers, their title as it stands in the document.
    pub about: About,
}

/// Words about something.
#[derive(Debug, Clone, Copy)]
pub enum About {
    /// By their key.
    Key(&'static str),
    /// Of a declaration.
    Term(hangji_platform::Term),
}

/// Makes a [`Parameter`].
pub fn parameter(name: impl Into<String>, kind: Type, about: &'static str) -> Parameter {
    Parameter { name: name.into(), kind, about: About::Key(about) }
}

/// One operation.
#[derive(Clone)]
pub struct Operation {
    /// The method.
    pub method: &'static str,
    /// The pattern of its address.
    pub path: &'static str,
    /// Its name in the document; for operations on a ledger the ledger's name is appended.
    pub name: &'static str,
    /// The key of its summary.
    pub about: &'static str,
    /// The group it stands in.
    pub tag: &'static str,
    /// The parameters of the query.
    pub parameters: Vec<Parameter>,
    /// Parameters that follow from the ledger in the path. The operation reads them by itself.
    pub of_ledger: Option<fn(&Ledger) -> Vec<Parameter>>,
    /// What it takes.
    pub takes: Takes,
    /// The status of its answer.
    pub status: StatusCode,
    /// What it gives.
    pub gives: Gives,
    /// The right it needs.
    pub need: Need,
    /// Whether `If-Match` says which state of the record was seen.
    pub matches: bool,
    /// Whether its answer is given once and kept nowhere.
    pub forgets: bool,
    /// Samples of its variables that no test knows by itself.
    pub samples: Samples,
    /// What it does.
    pub run: Run,
}

impl Operation {
    fn new(method: &'static str, path: &'static str, name: &'static str, about: &'static str, run: Run) -> Operation {
        let need = Need::of_path(path);
        let object = Type::Object(Vec::new());
        Operation {
            method,
            path,
            name,
            about,
            tag: "system",
            parameters: Vec::new(),
            of_ledger: None,
            takes: Takes::Nothing,
            status: StatusCode::OK,
            gives: Gives::Json(object),
            need,
            matches: false,
            forgets: false,
            samples: Vec::new(),
            run,
        }
    }

    /// An operation that reads.
    pub fn get(path: &'static str, name: &'static str, about: &'static str, read: Read) -> Operation {
        Operation::new("GET", path, name, about, Run::Read(read))
    }

    /// An operation that changes something, by POST, PATCH, PUT or DELETE.
    pub fn change(
        method: &'static str,
        path: &'static str,
        name: &'static str,
        about: &'static str,
        write: Write,
    ) -> Operation {
        Operation::new(method, path, name, about, Run::Write(write))
    }

    /// An operation that answers with a file or page.
    pub fn file(
        path: &'static str,
        name: &'static str,
        about: &'static str,
        mime: &'static str,
        own: Own,
    ) -> Operation {
        Operation::own("GET", path, name, about, own).gives_file(vec![mime])
    }

    /// An operation that answers by itself, because it needs more than one transaction.
    pub fn own(
        method: &'static str,
        path: &'static str,
        name: &'static str,
        about: &'static str,
        own: Own,
    ) -> Operation {
        Operation::new(method, path, name, about, Run::Own(own))
    }

    /// An operation that takes a file to attach. It answers by itself, because the file is looked at outside the transaction.
    pub fn upload(path: &'static str, name: &'static str, about: &'static str, own: Own) -> Operation {
        Operation { takes: Takes::Attachment, ..Operation::new("POST", path, name, about, Run::Own(own)) }
    }

    /// The group it stands in.
    pub fn tag(mut self, tag: &'static str) -> Operation {
        self.tag = tag;
        self
    }

    /// A parameter of the query.
    pub fn with(mut self, parameter: Parameter) -> Operation {
        self.parameters.push(parameter);
        self
    }

    /// Parameters that follow from the ledger in the path.
    pub fn with_fields(mut self, of: fn(&Ledger) -> Vec<Parameter>) -> Operation {
        self.of_ledger = Some(of);
        self
    }

    /// The JSON body.
    pub fn takes(mut self, kind: Type) -> Operation {
        self.takes = Takes::Json(kind);
        self
    }

    /// The JSON answer.
    pub fn gives(mut self, kind: Type) -> Operation {
        self.gives = Gives::Json(kind);
        self
    }

    /// The body as a file of one of these media types, at most so many bytes.
    pub fn takes_file(mut self, mimes: &'static [&'static str], most: usize) -> Operation {
        self.takes = Takes::File(mimes, most);
        self
    }

    /// The answer as a file of one of these media types.
    pub fn gives_file(mut self, mimes: Vec<&'static str>) -> Operation {
        self.gives = Gives::File(mimes);
        self
    }

    /// Answers "Accepted": the work goes on.
    pub fn accepts(mut self) -> Operation {
        self.status = StatusCode::ACCEPTED;
        self
    }

    /// Answers "Created".
    pub fn creates(mut self) -> Operation {
        self.status = StatusCode::CREATED;
        self
    }

    /// The right it needs.
    pub fn needs(mut self, need: Need) -> Operation {
        self.need = need;
        self
    }

    /// What may stand for a variable of its path.
    pub fn sample(mut self, variable: &'static str, values: &'static [&'static str]) -> Operation {
        self.samples.push((variable, values));
        self
    }

    /// Takes the version of the record that the program saw in `If-Match`.
    pub fn if_match(mut self) -> Operation {
        self.matches = true;
        self
    }

    /// Its answer holds what must be stored nowhere: opened personal data, a token, a one-time password. An
    /// `Idempotency-Key` still makes sure that it is done once, but a second sending is refused
    /// ([`problem::ANSWER_GONE`]) instead of answered as before.
    pub fn forgets(mut self) -> Operation {
        self.forgets = true;
        self
    }

    /// Whether it changes something: then a key may say that it is sent again. A file taken away for a stated need changes
    /// nothing but the journal, and is made anew each time.
    pub fn is_write(&self) -> bool {
        self.method != "GET" && matches!(self.gives, Gives::Json(_))
    }

    /// Names of the variables in the path.
    pub fn variables(&self) -> impl Iterator<Item = &'static str> {
        self.path.split('/').filter_map(|s| s.strip_prefix('{')?.strip_suffix('}'))
    }

    /// Its route.
    pub fn route(self) -> Route {
        let filter = match self.method {
            "POST" => MethodFilter::POST,
            "PATCH" => MethodFilter::PATCH,
            "PUT" => MethodFilter::PUT,
            "DELETE" => MethodFilter::DELETE,
            _ => MethodFilter::GET,
        };
        let (method, path, need, samples) = (self.method, self.path, self.need, self.samples.clone());
        let operation = Arc::new(self);
        let handler = move |State(app): State<Shared>, request: Request| answer(app, operation.clone(), request);
        Route { need, samples, twin: Twin::Itself, ..Route::new(method, path, on(filter, handler)) }
    }
}

/// The header that names a write.
pub const KEY: HeaderName = HeaderName::from_static("idempotency-key");
/// Longest key.
pub const LONGEST_KEY: usize = 100;

/// What was sent, not yet looked at: who asks must be known first.
#[derive(Clone)]
pub struct Sent {
    operation: Arc<Operation>,
    path: Vec<(String, String)>,
    headers: HeaderMap,
    /// None if it was larger than allowed.
    bytes: Option<Bytes>,
}

/// What was sent, checked against the declaration of the operation.
pub struct Call {
    path: Vec<(String, String)>,
    /// The JSON body.
    pub body: Map<String, Value>,
    /// The file.
    pub bytes: Bytes,
    /// The entry whose state the program saw, from `If-Match`.
    pub seen: Option<i64>,
    key: Option<String>,
    digest: [u8; 32],
    /// Whether its answer is kept nowhere.
    forgets: bool,
}

impl Call {
    /// A text of the body; empty where it is not given.
    pub fn text(&self, name: &str) -> &str {
        self.body.get(name).and_then(Value::as_str).unwrap_or_default()
    }

    /// The id of the path. What is none is 0, which nothing has, so that nonsense is refused in the words for what does not
    /// exist.
    pub fn id(&self) -> Id {
        self.at("id").parse().unwrap_or_default()
    }

    /// The value of a variable of the path.
    pub fn at(&self, name: &str) -> &str {
        self.path.iter().find(|(n, _)| n == name).map_or("", |(_, v)| v)
    }
}

async fn answer(app: Shared, operation: Arc<Operation>, request: Request) -> Response {
    let (mut parts, body) = request.into_parts();
    let head = match RequestHead::from_request_parts(&mut parts, &app).await {
        Ok(head) => head,
        Err(response) => return response,
    };
    let path = match RawPathParams::from_request_parts(&mut parts, &app).await {
        Ok(path) => path.iter().map(|(n, v)| (n.to_owned(), v.to_owned())).collect(),
        Err(_) => Vec::new(),
    };
    // A large body is taken only from somebody who is signed in.
    if !operation.takes.media_types().is_empty() && !is_known(&app, &head).await {
        return problem::unauthorized();
    }
    let most = operation.takes.most(&app);
    let bytes = if most == 0 { Some(Bytes::new()) } else { axum::body::to_bytes(body, most).await.ok() };
    let run = operation.run;
    let sent = Sent { operation, path, headers: parts.headers, bytes };
    match run {
        Run::Read(read) => {
            app.reply(head, move |tx, rcx| {
                let call = sent.open(rcx)?;
                read(tx, rcx, &call)
            })
            .await
        }
        Run::Write(write) => {
            app.change_reply(head, move |tx, rcx, cx| {
                let call = sent.open(rcx)?;
                once(tx, rcx, cx, &call, write)
            })
            .await
        }
        Run::Own(own) => own(app, head, sent).await,
    }
}

/// For operations that answer by themselves: what was sent, checked in a transaction of its own, or the answer that says
/// what is wrong with it.
pub async fn opened(app: &Shared, head: &RequestHead, sent: Sent) -> std::result::Result<Call, Response> {
    let (inner, given) = (app.clone(), head.clone());
    let call = app.db.read_async(move |tx| match RequestCx::open(tx, &inner, &given)? {
        Some(rcx) => sent.open(&rcx).map(Some),
        None => Ok(None),
    });
    match call.await {
        Ok(Some(call)) => Ok(call),
        Ok(None) => Err(problem::unauthorized()),
        Err(e) => Err(failed(app, head, e)),
    }
}

/// What went wrong in an operation that answers by itself, as an answer.
pub fn failed(app: &Shared, head: &RequestHead, e: anyhow::Error) -> Response {
    match e.downcast::<ApiError>() {
        Ok(wrong) => wrong.response(),
        Err(e) => error::answered(head, app.clock, e),
    }
}

async fn is_known(app: &Shared, head: &RequestHead) -> bool {
    let (inner, given) = (app.clone(), head.clone());
    // Whatever else is wrong is told when what was sent is looked at.
    app.db.read_async(move |tx| Ok(RequestCx::open(tx, &inner, &given)?.is_some())).await.unwrap_or(true)
}

/// Does a write, or, if its key tells that it was done, gives the answer of the first time; one whose answer is kept
/// nowhere is then refused.
pub fn once(
    tx: &mut Tx<'_>,
    rcx: &RequestCx<'_>,
    cx: &mut Cx,
    call: &Call,
    write: impl FnOnce(&mut Tx<'_>, &RequestCx<'_>, &mut Cx, &Call) -> Result<Reply>,
) -> Result<Reply> {
    let Some(key) = &call.key else { return write(tx, rcx, cx, call) };
    match idempotency::known(tx, cx, key, &call.digest)? {
        Known::Done(_) if call.forgets => {
            Err(ApiError::new(problem::ANSWER_GONE, message("api-answer-gone", &[])).into())
        }
        Known::Done(kept) => Ok(Reply::again(kept)),
        Known::Taken => Err(ApiError::new(problem::KEY_TAKEN, message("api-key-taken", &[])).into()),
        Known::New => {
            let reply = write(tx, rcx, cx, call)?;
            let kept = if call.forgets { Answer::default() } else { reply.kept() };
            idempotency::keep(tx, cx, key, &call.digest, &kept)?;
            Ok(reply)
        }
    }
}

impl Sent {
    /// Checks what was sent, once it is known who asks.
    ///
    /// # Errors
    /// Refusals in the words of the place.
    pub fn open(self, rcx: &RequestCx<'_>) -> Result<Call> {
        let operation = self.operation.clone();
        let named = self.path.iter().find(|(n, _)| n == "ledger");
        let ledger = named.map(|(_, name)| rcx.viewer.may_read(rcx.sys, name)).transpose()?;
        self.check_query(rcx, ledger)?;
        let (seen, key) = (self.seen()?, self.key()?);
        let Some(bytes) = &self.bytes else {
            let most = operation.takes.most(rcx.app);
            let args = [("most", ((most >> 10) as i64).into())];
            return Err(ApiError::new(problem::TOO_LARGE, message("api-too-large", &args)).into());
        };
        let body = self.body(bytes)?;
        let version = self.text(&header::IF_MATCH).unwrap_or_default();
        let parts = [operation.method.as_bytes(), rcx.head.here.as_bytes(), version.as_bytes(), bytes];
        let digest = if key.is_some() { idempotency::digest(&rcx.viewer, &parts) } else { [0; 32] };
        Ok(Call { path: self.path, body, bytes: bytes.clone(), seen, key, digest, forgets: operation.forgets })
    }

    fn text(&self, name: &HeaderName) -> Option<&str> {
        self.headers.get(name).map(|v| v.to_str().unwrap_or("?"))
    }

    /// Parameters are known, given once (lists oftener), and as declared.
    fn check_query(&self, rcx: &RequestCx<'_>, ledger: Option<&Ledger>) -> Result<()> {
        let params = &rcx.head.params;
        let of_ledger = ledger.zip(self.operation.of_ledger).map(|(ledger, of)| of(ledger)).unwrap_or_default();
        let declared = || self.operation.parameters.iter().chain(&of_ledger);
        for (i, (name, text)) in params.0.iter().enumerate() {
            let Some(parameter) = declared().find(|p| p.name == *name) else {
                let known: Vec<&str> = declared().map(|p| p.name.as_str()).collect();
                return Err(bad("bad-parameter", &[("name", short(name)), ("known", known.join(", "))]));
            };
            let before = params.0[..i].iter().filter(|(n, _)| n == name).count();
            let (kind, most) = match &parameter.kind {
                Type::List(of, most) => (&**of, *most),
                kind => (kind, 1),
            };
            if before == most {
                return Err(bad("api-twice", &[("name", short(name)), ("most", most.to_string())]));
            }
            if let Some(why) = kind.wrong_text(text) {
                return Err(Refusal::BadRequest(at(name, &why)).into());
            }
        }
        Ok(())
    }

    fn seen(&self) -> Result<Option<i64>> {
        let Some(text) = self.text(&header::IF_MATCH).filter(|_| self.operation.matches) else { return Ok(None) };
        let number = text.strip_prefix('"').and_then(|t| t.strip_suffix('"')).and_then(|t| t.parse().ok());
        number.filter(|n| *n >= 0).map(Some).ok_or_else(|| bad("api-bad-match", &[("value", short(text))]))
    }

    fn key(&self) -> Result<Option<String>> {
        let Some(text) = self.text(&KEY).filter(|_| self.operation.is_write()) else { return Ok(None) };
        let fits = (1..=LONGEST_KEY).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_graphic());
        if fits { Ok(Some(text.to_owned())) } else { Err(bad("api-bad-key", &[("most", LONGEST_KEY.to_string())])) }
    }

    fn body(&self, bytes: &Bytes) -> Result<Map<String, Value>> {
        let mime = self.text(&header::CONTENT_TYPE).unwrap_or_default();
        let mime = mime.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
        let foreign = |wanted: &str| {
            let args = [("given", short(&mime)), ("wanted", wanted.to_owned())];
            let args: Vec<_> = args.iter().map(|(n, v)| (*n, v.as_str().into())).collect();
            Err(ApiError::new(problem::MEDIA_TYPE, message("api-media-type", &args)).into())
        };
        match &self.operation.takes {
            Takes::Nothing => Ok(Map::new()),
            Takes::File(..) | Takes::Attachment => {
                let taken = self.operation.takes.media_types();
                if taken.contains(&mime.as_str()) { Ok(Map::new()) } else { foreign(&taken.join(", ")) }
            }
            Takes::Json(_) if mime != "application/json" => foreign("application/json"),
            Takes::Json(kind) => {
                let object = object(bytes)?;
                match kind {
                    Type::Object(members) => match problems(members, &object) {
                        none if none.is_empty() => Ok(object),
                        found => Err(Refusal::Invalid(found).into()),
                    },
                    _ => Ok(object),
                }
            }
        }
    }
}

fn object(bytes: &Bytes) -> Result<Map<String, Value>> {
    match serde_json::from_slice(bytes) {
        Ok(Value::Object(object)) if all_text(&object) => Ok(object),
        Ok(Value::Object(_)) => Err(bad("bad-text", &[])),
        Ok(_) => Err(bad("bad-json", &[])),
        Err(e) => {
            let args = [("line", e.line().to_string()), ("column", e.column().to_string())];
            Err(bad("api-malformed", &args))
        }
    }
}

fn bad(key: &str, args: &[(&str, String)]) -> anyhow::Error {
    let args: Vec<_> = args.iter().map(|(n, v)| (*n, v.as_str().into())).collect();
    Refusal::BadRequest(message(key, &args)).into()
}
