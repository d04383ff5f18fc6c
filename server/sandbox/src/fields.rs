//! Reads a form's tree field by field and refuses what nobody asked for.
//!
//! Handlers take the fields they know; `finish` then answers `parameter_unknown` for the rest.

mod words;

use std::collections::BTreeMap;

use crate::error::ApiError;
use crate::form::Node;
use words::{hundredths, listed};

/// The unread fields of one level of a form.
#[derive(Debug)]
pub(crate) struct Fields {
    path: String,
    entries: Vec<(String, Node)>,
}

impl Fields {
    /// The top level of a form.
    pub(crate) fn root(node: Node) -> Self {
        Self::at(String::new(), node)
    }

    fn at(path: String, node: Node) -> Self {
        match node {
            Node::Map(entries) => Self { path, entries },
            Node::Text(text) => Self { path, entries: vec![(String::new(), Node::Text(text))] },
        }
    }

    /// The full name of a field: `line_items[0][quantity]`.
    pub(crate) fn name(&self, key: &str) -> String {
        match (self.path.is_empty(), key.is_empty()) {
            (true, _) => key.to_owned(),
            (false, true) => self.path.clone(),
            (false, false) => format!("{}[{key}]", self.path),
        }
    }

    /// Whether a field was sent and not read yet.
    pub(crate) fn has(&self, key: &str) -> bool {
        self.entries.iter().any(|(k, _)| k == key)
    }

    fn take(&mut self, key: &str) -> Option<Node> {
        let at = self.entries.iter().position(|(k, _)| k == key)?;
        Some(self.entries.remove(at).1)
    }

    /// A text that may be absent.
    ///
    /// Refuses: an object in its place, and the empty string.
    pub(crate) fn text(&mut self, key: &str) -> Result<Option<String>, ApiError> {
        let name = self.name(key);
        match self.take(key) {
            None => Ok(None),
            Some(Node::Text(text)) if text.is_empty() => {
                let message = format!(
                    "You passed an empty string for '{name}'. We assume empty values are an \
                     attempt to unset a parameter; however '{name}' cannot be unset. You should \
                     remove '{name}' from your request or supply a non-empty value."
                );
                Err(ApiError::param(name, message).code("parameter_invalid_empty"))
            }
            Some(Node::Text(text)) => Ok(Some(text)),
            Some(Node::Map(_)) => {
                let message = format!("Invalid string: {name} is an object.");
                Err(ApiError::param(name, message))
            }
        }
    }

    /// A text that must be there.
    pub(crate) fn required(&mut self, key: &str) -> Result<String, ApiError> {
        self.text(key)?.ok_or_else(|| ApiError::missing(&self.name(key)))
    }

    /// A text of at most `chars_max` characters.
    pub(crate) fn short(
        &mut self,
        key: &str,
        chars_max: usize,
    ) -> Result<Option<String>, ApiError> {
        let text = self.text(key)?;
        match &text {
            Some(long) if long.chars().count() > chars_max => {
                let name = self.name(key);
                let start: String = long.chars().take(12).collect();
                let message =
                    format!("Invalid string: {start}...; must be at most {chars_max} characters");
                Err(ApiError::param(name, message))
            }
            Some(_) | None => Ok(text),
        }
    }

    /// A whole number.
    pub(crate) fn integer(&mut self, key: &str) -> Result<Option<i64>, ApiError> {
        let Some(text) = self.text(key)? else { return Ok(None) };
        match text.parse() {
            Ok(number) => Ok(Some(number)),
            Err(_) => Err(ApiError::param(self.name(key), format!("Invalid integer: {text}"))
                .code("parameter_invalid_integer")),
        }
    }

    /// A whole number within bounds.
    pub(crate) fn within(
        &mut self,
        key: &str,
        min: i64,
        max: i64,
    ) -> Result<Option<i64>, ApiError> {
        match self.integer(key)? {
            Some(number) if !(min..=max).contains(&number) => {
                let bound = match number < min {
                    true => format!("greater than or equal to {min}"),
                    false => format!("less than or equal to {max}"),
                };
                let message = format!("This value must be {bound} (it currently is '{number}').");
                Err(ApiError::param(self.name(key), message).code("parameter_invalid_integer"))
            }
            number => Ok(number),
        }
    }

    /// A percentage above 0 and at most 100, with at most two decimals.
    ///
    /// Units: hundredths of a percent.
    pub(crate) fn percentage(&mut self, key: &str) -> Result<Option<i64>, ApiError> {
        let Some(text) = self.text(key)? else { return Ok(None) };
        let name = self.name(key);
        let Some(hundredths) = hundredths(&text) else {
            return Err(ApiError::param(name, format!("Invalid decimal: {text}")));
        };
        let bound = match hundredths {
            1..=10_000 => return Ok(Some(hundredths)),
            ..=0 => "greater than or equal to 0.01",
            _ => "less than or equal to 100",
        };
        Err(ApiError::param(
            name,
            format!("This value must be {bound} (it currently is '{text}')."),
        ))
    }

    /// `true` or `false`.
    pub(crate) fn boolean(&mut self, key: &str) -> Result<Option<bool>, ApiError> {
        let Some(text) = self.text(key)? else { return Ok(None) };
        match text.as_str() {
            "true" => Ok(Some(true)),
            "false" => Ok(Some(false)),
            other => Err(ApiError::param(self.name(key), format!("Invalid boolean: {other}"))),
        }
    }

    /// One word of a few.
    pub(crate) fn one_of<T: Copy>(
        &mut self,
        key: &str,
        choices: &[(&str, T)],
    ) -> Result<Option<T>, ApiError> {
        let Some(text) = self.text(key)? else { return Ok(None) };
        if let Some((_, choice)) = choices.iter().find(|(word, _)| *word == text) {
            return Ok(Some(*choice));
        }
        let words: Vec<&str> = choices.iter().map(|(word, _)| *word).collect();
        let name = self.name(key);
        let message = format!("Invalid {name}: must be one of {}", listed(&words));
        Err(ApiError::param(name, message))
    }

    /// An `http` or `https` address.
    pub(crate) fn url(&mut self, key: &str) -> Result<Option<String>, ApiError> {
        let Some(text) = self.short(key, 5_000)? else { return Ok(None) };
        let plain = text.replace(['{', '}'], "");
        match reqwest::Url::parse(&plain) {
            Ok(url) if matches!(url.scheme(), "http" | "https") => Ok(Some(text)),
            Ok(_) | Err(_) => {
                Err(ApiError::param(self.name(key), "Not a valid URL").code("url_invalid"))
            }
        }
    }

    /// An object below this one; empty when absent. A text in its place is its field without name.
    pub(crate) fn object(&mut self, key: &str) -> Self {
        let path = self.name(key);
        Self::at(path, self.take(key).unwrap_or_else(|| Node::Map(Vec::new())))
    }

    /// An object below this one; empty when absent.
    ///
    /// Refuses: a text in its place.
    pub(crate) fn strict_object(&mut self, key: &str) -> Result<Self, ApiError> {
        let object = self.object(key);
        match object.has("") {
            true => Err(ApiError::param(object.path, "Invalid object")),
            false => Ok(object),
        }
    }

    /// An object below this one, if it was sent.
    ///
    /// Refuses: a text in its place.
    pub(crate) fn some_object(&mut self, key: &str) -> Result<Option<Self>, ApiError> {
        match self.has(key) {
            true => self.strict_object(key).map(Some),
            false => Ok(None),
        }
    }

    /// The elements of a list, by index.
    ///
    /// Refuses: a text in its place.
    pub(crate) fn list(&mut self, key: &str) -> Result<Vec<Self>, ApiError> {
        let mut object = self.object(key);
        if object.has("") {
            return Err(ApiError::param(object.path, "Invalid array"));
        }
        object.entries.sort_by_key(|(index, _)| index.parse::<usize>().unwrap_or(usize::MAX));
        let path = object.path;
        let at = |(index, node)| Self::at(format!("{path}[{index}]"), node);
        Ok(object.entries.into_iter().map(at).collect())
    }

    /// A list of texts.
    pub(crate) fn texts(&mut self, key: &str) -> Result<Vec<String>, ApiError> {
        let path = self.name(key);
        let texts = self.list(key)?.into_iter().map(|mut element| element.text(""));
        let found: Result<Option<Vec<String>>, ApiError> = texts.collect();
        found?.ok_or_else(|| ApiError::param(&path, "Invalid array"))
    }

    /// Names and texts: metadata. An empty text means "remove this one".
    ///
    /// Shape: at most 50 keys of 40 characters, values of 500.
    pub(crate) fn metadata(&mut self, key: &str) -> Result<BTreeMap<String, String>, ApiError> {
        let object = self.strict_object(key)?;
        let mut map = BTreeMap::new();
        for (key, node) in object.entries {
            let name = format!("{}[{key}]", object.path);
            let Node::Text(value) = node else {
                return Err(ApiError::param(&name, format!("Invalid string: {name}")));
            };
            if key.is_empty() || key.chars().count() > 40 || value.chars().count() > 500 {
                let message = "Metadata keys have 1 to 40 characters, values at most 500.";
                return Err(ApiError::param(name, message));
            }
            map.insert(key, value);
        }
        match map.len() <= 50 {
            true => Ok(map),
            false => Err(ApiError::param(object.path, "Metadata can hold 50 keys.")),
        }
    }

    /// As `metadata`; none for an empty text in its place, which means "remove all".
    pub(crate) fn metadata_or_none(
        &mut self,
        key: &str,
    ) -> Result<Option<BTreeMap<String, String>>, ApiError> {
        match self.is_unset(key) {
            true => Ok(None),
            false => self.metadata(key).map(Some),
        }
    }

    /// Whether an empty text was sent, which means "none" where a field can be unset; it is read.
    pub(crate) fn is_unset(&mut self, key: &str) -> bool {
        let is_empty = |node: &Node| matches!(node, Node::Text(text) if text.is_empty());
        let is_it = |(k, node): &(String, Node)| k == key && is_empty(node);
        let is_unset = self.entries.iter().any(is_it);
        if is_unset {
            self.take(key);
        }
        is_unset
    }

    /// Refuses every field that was not read.
    pub(crate) fn finish(self) -> Result<(), ApiError> {
        let unread: Vec<String> = self.entries.iter().map(|(key, _)| self.name(key)).collect();
        match unread.is_empty() {
            true => Ok(()),
            false => Err(ApiError::unknown(&unread)),
        }
    }
}
