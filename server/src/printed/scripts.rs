//! A page's inline scripts, let in by what they say instead of by a number that is new each time:
//! only so can the same page be sent twice.
//!
//! Source: Content Security Policy level 3, hash sources.

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use sha2::{Digest, Sha256};

/// A page without its nonce, and its policy with the hashes of its inline scripts in place of it.
///
/// Why it cannot let in more than before: only scripts that carried the nonce are hashed.
pub(super) fn hashed(html: &str, policy: &str) -> (String, String) {
    let Some(nonce) = nonce(policy) else { return (html.to_owned(), policy.to_owned()) };
    let mark = format!(" nonce=\"{nonce}\"");
    let sources: Vec<String> = inline(html, &mark).map(source).collect();
    let policy = policy.replace(&format!("'nonce-{nonce}'"), &sources.join(" "));
    // the links that load scripts early carry it too, as a value that means nothing
    (html.replace(&mark, "").replace(nonce, ""), policy)
}

fn nonce(policy: &str) -> Option<&str> {
    policy.split("'nonce-").nth(1)?.split('\'').next()
}

/// The texts of scripts that carry the mark and are not loaded from elsewhere.
fn inline<'a>(html: &'a str, mark: &'a str) -> impl Iterator<Item = &'a str> {
    html.split("<script").skip(1).filter_map(move |rest| {
        let (tag, rest) = rest.split_once('>')?;
        let (text, _) = rest.split_once("</script")?;
        (tag.contains(mark) && !tag.contains(" src=")).then_some(text)
    })
}

fn source(script: &str) -> String {
    format!("'sha256-{}'", BASE64_STANDARD.encode(Sha256::digest(script.as_bytes())))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn inline_scripts_are_let_in_by_their_text_and_strangers_are_not() {
        let html = "<link crossorigin=\"n0\"><script type=\"module\" nonce=\"n0\">alert(1)</script>\
                    <script>stranger()</script><script nonce=\"n0\" src=\"/a.js\"></script>";
        let (html, policy) = hashed(html, "script-src 'self' 'nonce-n0'; style-src 'self'");
        assert_eq!(
            policy,
            "script-src 'self' 'sha256-bhHHL3z2vDgxUt0W3dWQOrprscmda2Y5pLsLg4GF+pI='; \
             style-src 'self'"
        );
        assert_eq!(
            html,
            "<link crossorigin=\"\"><script type=\"module\">alert(1)</script>\
             <script>stranger()</script><script src=\"/a.js\"></script>"
        );
    }

    #[test]
    fn a_page_without_scripts_lets_none_in() {
        let (html, policy) = hashed("<p>quiet</p>", "script-src 'self' 'nonce-n0'; img-src *");
        assert_eq!(
            (html.as_str(), policy.as_str()),
            ("<p>quiet</p>", "script-src 'self' ; img-src *")
        );
    }
}
