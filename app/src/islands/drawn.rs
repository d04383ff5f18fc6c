//! A part of the page that the server drew and the browser changes: texts, attributes and rows
//! follow the signals that they read.
//!
//! Why not a view: what a view needs to take over what the server drew has to be downloaded, and
//! was a good part of what the map's page loads.

use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlTemplateElement};

/// An element and what is in it.
#[derive(Clone)]
pub(super) struct Drawn(Element);

/// What is said in one place.
pub(super) enum Said {
    /// The text between its tags.
    Text(String),
    /// An attribute; none takes it away.
    Attribute(&'static str, Option<String>),
}

/// One line of a list, as a copy of the template beside the list.
pub(super) struct Row {
    /// What it is about: the line's `data-of`.
    pub(super) of: u32,
    /// What its parts say.
    pub(super) said: Vec<(&'static str, Said)>,
}

/// Done now, and again whenever a signal that it reads changes.
///
/// Why boxed: every kind of effect is code of its own, all of which is downloaded.
pub(super) fn always(run: impl Fn() + 'static) {
    let run: Box<dyn Fn()> = Box::new(run);
    Effect::new(move |_| run());
}

impl Drawn {
    /// The element with this id.
    pub(super) fn find(id: &str) -> Option<Self> {
        document().get_element_by_id(id).map(Self)
    }

    /// The element itself.
    pub(super) fn element(&self) -> &Element {
        &self.0
    }

    /// The part in it that has this name.
    pub(super) fn part(&self, name: &str) -> Option<Self> {
        self.0.query_selector(&format!("[data-part={name}]")).ok().flatten().map(Self)
    }

    /// Its text, from now on.
    pub(super) fn text(&self, text: impl Fn() -> String + 'static) {
        self.follow(Box::new(move || Said::Text(text())));
    }

    /// An attribute, from now on; none takes it away.
    pub(super) fn attribute(
        &self,
        name: &'static str,
        value: impl Fn() -> Option<String> + 'static,
    ) {
        self.follow(Box::new(move || Said::Attribute(name, value())));
    }

    /// An attribute that is there or is not, from now on.
    pub(super) fn flag(&self, name: &'static str, is_there: impl Fn() -> bool + 'static) {
        self.attribute(name, move || is_there().then(String::new));
    }

    /// The lines of a list, from now on. Lines that stay are changed in place and keep the focus.
    pub(super) fn rows(&self, rows: impl Fn() -> Vec<Row> + 'static) {
        let list = self.clone();
        always(move || list.show(&rows()));
    }

    fn follow(&self, said: Box<dyn Fn() -> Said>) {
        let element = self.clone();
        always(move || element.say(&said()));
    }

    /// Why it looks before it writes: what is written anew is read out anew.
    fn say(&self, said: &Said) {
        // refused only for a name that is no attribute's
        let _ = match said {
            Said::Text(text) => {
                if self.0.text_content().as_ref() != Some(text) {
                    self.0.set_text_content(Some(text));
                }
                Ok(())
            }
            Said::Attribute(name, value) => match (self.0.get_attribute(name), value) {
                (old, new) if old == *new => Ok(()),
                (_, Some(value)) => self.0.set_attribute(name, value),
                (_, None) => self.0.remove_attribute(name),
            },
        };
    }

    fn show(&self, rows: &[Row]) {
        let shown = self.0.children();
        while shown.length() as usize > rows.len() {
            shown.item(rows.len() as u32).as_ref().map(Element::remove).unwrap_or_default();
        }
        for (at, row) in rows.iter().enumerate() {
            let line = shown.item(at as u32).or_else(|| self.one_more());
            let Some(line) = line.map(Self) else { return };
            line.say(&Said::Attribute("data-of", Some(row.of.to_string())));
            for (part, said) in &row.said {
                if let Some(part) = line.part(part) {
                    part.say(said);
                }
            }
        }
    }

    /// A line at the list's end, as its template has it.
    fn one_more(&self) -> Option<Element> {
        let template = self.0.next_element_sibling()?.dyn_into::<HtmlTemplateElement>().ok()?;
        let line = template.content().first_element_child()?.clone_node_with_deep(true).ok()?;
        self.0.append_child(&line).ok()?.dyn_into().ok()
    }
}
