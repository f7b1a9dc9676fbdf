//! The help pages.

use axum::extract::{Path, State};
use axum::response::Response;
use hangji_pages::help::{TOPICS, Topic};
use hangji_pages::parts::{card, columns, heading, pad, prose};
use hangji_pages::{Lang, Markup, html, tr};
use hangji_platform::Refusal;

use crate::answer::Content;
use crate::links;
use crate::request::{Asked, Shared};
use crate::words::said;

/// All topics.
pub(crate) async fn all(State(app): State<Shared>, asked: Asked) -> Response {
    app.page(asked, |_, visit| {
        visit.asked.params.only_of(&[])?;
        let (lang, title) = (visit.lang, tr(visit.lang, "help-title"));
        let main = html! {
            (heading(&title, "", html! {}))
            (card(&tr(lang, "help-topics"), html! {}, pad(topics(lang, ""))))
        };
        Ok(Content::new(title, "/help", main))
    })
    .await
}

/// One topic, with the others beside it.
pub(crate) async fn show(State(app): State<Shared>, asked: Asked, Path(topic): Path<String>) -> Response {
    app.page(asked, move |_, visit| {
        visit.asked.params.only_of(&[])?;
        let lang = visit.lang;
        let topic = Topic::of(&topic).ok_or_else(|| Refusal::NotFound(said("help-none", &[])))?;
        let main = html! {
            (heading(topic.title(lang), "", html! {}))
            (columns(
                html! { section.card { (pad(prose(topic.text(lang)))) } },
                card(&tr(lang, "help-topics"), html! {}, pad(topics(lang, topic.name))),
            ))
        };
        let crumbs =
            vec![(tr(lang, "help-title").into_owned(), Some("/help".into())), (topic.title(lang).into(), None)];
        Ok(Content::new(topic.title(lang), "/help", main).at(crumbs))
    })
    .await
}

fn topics(lang: Lang, current: &str) -> Markup {
    html! {
        ul.topics {
            @for topic in TOPICS {
                li {
                    a href=(links::help(topic.name)) aria-current=[(topic.name == current).then_some("page")] {
                        (topic.title(lang))
                    }
                }
            }
        }
    }
}
