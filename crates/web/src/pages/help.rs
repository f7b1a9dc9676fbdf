//! The help pages.

use axum::extract::{Path, State};
use axum::response::Response;
use hangji_platform::Refusal;
use hangji_ui::components::{card, columns, heading, pad, prose};
use hangji_ui::help::{Topic, topics};
use hangji_ui::{Lang, Markup, html, tr};
use hangji_web_core::answer::Content;
use hangji_web_core::links;
use hangji_web_core::request::{RequestHead, Shared};
use hangji_web_core::words::message;

/// All topics.
pub(crate) async fn all(State(app): State<Shared>, head: RequestHead) -> Response {
    app.page(head, |_, rcx| {
        rcx.head.params.only_of(&[])?;
        let (lang, title) = (rcx.lang, tr(rcx.lang, "help-title"));
        let main = html! {
            (heading(&title, "", html! {}))
            (card(&tr(lang, "help-topics"), html! {}, pad(listed(lang, ""))))
        };
        Ok(Content::new(title, "/help", main))
    })
    .await
}

/// One topic, with the others beside it.
pub(crate) async fn show(State(app): State<Shared>, head: RequestHead, Path(topic): Path<String>) -> Response {
    app.page(head, move |_, rcx| {
        rcx.head.params.only_of(&[])?;
        let lang = rcx.lang;
        let topic = Topic::of(&topic).ok_or_else(|| Refusal::NotFound(message("help-none", &[])))?;
        let main = html! {
            (heading(topic.title(lang), "", html! {}))
            (columns(
                html! { section.card { (pad(prose(topic.text(lang)))) } },
                card(&tr(lang, "help-topics"), html! {}, pad(listed(lang, topic.name))),
            ))
        };
        let crumbs =
            vec![(tr(lang, "help-title").into_owned(), Some("/help".into())), (topic.title(lang).into(), None)];
        Ok(Content::new(topic.title(lang), "/help", main).at(crumbs))
    })
    .await
}

fn listed(lang: Lang, current: &str) -> Markup {
    html! {
        ul.topics {
            @for topic in topics() {
                li {
                    a href=(links::help(topic.name)) aria-current=[(topic.name == current).then_some("page")] {
                        (topic.title(lang))
                    }
                }
            }
        }
    }
}
