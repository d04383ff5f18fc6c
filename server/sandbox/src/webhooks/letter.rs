//! What is put into one webhook: its body, in the words of a version, and its secrets.

use serde_json::Value;

use super::Manner;

/// The first version with today's names of `ui_mode`.
const NAMES_CHANGED: &str = "2026-03-25";
const FORGED: &str = "whsec_of_somebody_else";
const OLDER: &str = "whsec_that_was_rolled";

/// One thing to tell: the event's id, and its body as it was when it was picked.
#[derive(Clone, Debug)]
pub(crate) struct Letter {
    pub(crate) event: String,
    pub(crate) value: Value,
}

impl Letter {
    /// The raw body.
    pub(crate) fn body(&self, manner: &Manner) -> String {
        let mut value = self.value.clone();
        if let Some(version) = &manner.api_version {
            speak(&mut value, version);
        }
        serde_json::to_string_pretty(&value).unwrap_or_default()
    }
}

impl Manner {
    /// What the webhook is signed with: one signature each.
    pub(crate) fn secrets(&self, right: &[String]) -> Vec<String> {
        match (self.is_forged, self.has_second_secret) {
            (true, _) => vec![FORGED.to_owned()],
            (false, true) => [&[OLDER.to_owned()], right].concat(),
            (false, false) => right.to_vec(),
        }
    }
}

/// Turns an event into another version's words, as far as this sandbox knows them.
fn speak(event: &mut Value, version: &str) {
    event["api_version"] = version.into();
    let ui_mode = &mut event["data"]["object"]["ui_mode"];
    let old = match ui_mode.as_str() {
        Some("hosted_page") => "hosted",
        Some("embedded_page") => "embedded",
        Some("elements") => "custom",
        Some(_) | None => return,
    };
    if version < NAMES_CHANGED {
        *ui_mode = old.into();
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{Letter, Manner};

    fn told(version: &str) -> serde_json::Value {
        let value = json!({
            "api_version": "2026-10-28.endive",
            "data": { "object": { "ui_mode": "elements" } },
        });
        let letter = Letter { event: "evt_1".to_owned(), value };
        let manner = Manner { api_version: Some(version.to_owned()), ..Manner::default() };
        serde_json::from_str(&letter.body(&manner)).expect("JSON")
    }

    #[test]
    fn an_older_version_has_its_own_names() {
        assert_eq!(told("2025-09-30.clover")["data"]["object"]["ui_mode"], "custom");
        assert_eq!(told("2026-03-25.dahlia")["data"]["object"]["ui_mode"], "elements");
        assert_eq!(told("2027-01-01.future")["api_version"], "2027-01-01.future");
    }
}
