//! What every page and operation of the API stands on.
//!
//! A request becomes one closure that runs in one transaction on a database thread and gives back the finished page
//! ([`App`] holds what that needs). From the bottom up:
//!
//! * [`options`], [`app`], [`request`], [`extract`]: what the operator decided, what is shared, who asks for what
//! * [`words`], [`links`], [`response`], [`problem`], [`error`]: how things are told, to people and to programs
//! * [`conditions`], [`listing`], [`values`], [`paging`]: lists and values from addresses and forms, and back
//! * [`fields`], [`facts`], [`history`], [`readings`], [`evidence`]: the components that read records and figures
//! * [`tasks`], [`menu`], [`answer`]: what waits, the frame around a page, and the page itself
//! * [`download`], [`uploads`], [`mod@storage`]: files out and in
//! * [`route`], [`schema`], [`reply`], [`operation`]: pages and operations as declarations
//! * [`mechanism_ui`]: what a mechanism brings, and the application made from all of it
//!
//! What it may not touch: SQL (that is `hangji-platform`), any mechanism by name, any page.

pub mod answer;
pub mod app;
pub mod background;
pub mod conditions;
pub mod connections;
pub mod cookies;
pub mod download;
pub mod error;
pub mod evidence;
pub mod extract;
pub mod facts;
pub mod fallback;
pub mod fields;
mod guard;
pub mod history;
pub mod links;
pub mod listing;
pub mod measure;
pub mod mechanism_ui;
pub mod menu;
pub mod operation;
pub mod options;
pub mod paging;
mod peer;
pub mod problem;
pub mod readings;
pub mod reply;
pub mod request;
pub mod response;
pub mod route;
mod router;
pub mod schema;
mod serve;
pub mod storage;
pub mod tasks;
pub mod uploads;
pub mod values;
mod watch;
pub mod words;

pub use app::{App, Shared};
pub use mechanism_ui::{MechanismUi, parity};
pub use options::Options;
pub use peer::Peer;
pub use router::router;
pub use serve::{redirect, serve};
pub use storage::{StorageHandle, storage};
