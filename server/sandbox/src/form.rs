//! Form bodies with nested names: `line_items[0][price_data][currency]=eur`.
//!
//! Reads request bodies and query strings into a tree, within limits, and refuses what does not
//! make one. Source: Stripe's own encoding, with raw or percent-encoded brackets and `expand[]`.

use percent_encoding::percent_decode;
use serde_json::Value;

use crate::error::ApiError;

/// Brackets may nest this deep, the first name included.
const DEPTH_MAX: usize = 6;
/// One body may hold this many pairs.
const PAIRS_MAX: usize = 2_000;

/// A value, or names with values, in the order they came.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Node {
    Text(String),
    Map(Vec<(String, Node)>),
}

impl Node {
    /// The tree as JSON: texts, objects, and arrays where names count up from 0.
    pub(crate) fn to_json(&self) -> Value {
        match self {
            Self::Text(text) => text.as_str().into(),
            Self::Map(entries) => {
                let counts = |(at, (name, _)): (usize, &(String, Self))| *name == at.to_string();
                match !entries.is_empty() && entries.iter().enumerate().all(counts) {
                    true => entries.iter().map(|(_, node)| node.to_json()).collect(),
                    false => Value::Object(
                        entries.iter().map(|(name, node)| (name.clone(), node.to_json())).collect(),
                    ),
                }
            }
        }
    }
}

/// Reads `a=1&b[c]=2`.
///
/// Shape: at most 2,000 pairs, 6 names deep.
/// Refuses: a name that is both a value and a parent, broken brackets, bytes that are not UTF-8.
pub(crate) fn parse(body: &[u8]) -> Result<Node, ApiError> {
    let mut root = Node::Map(Vec::new());
    for (name, value) in pairs(body)? {
        let path = split_name(&name)?;
        insert(&mut root, &path, value, &name)?;
    }
    Ok(root)
}

/// The decoded pairs as they came; two equal requests have equal pairs.
pub(crate) fn pairs(body: &[u8]) -> Result<Vec<(String, String)>, ApiError> {
    let parts: Vec<&[u8]> = body.split(|&b| b == b'&').filter(|part| !part.is_empty()).collect();
    if parts.len() > PAIRS_MAX {
        return Err(ApiError::invalid(format!("A request may hold {PAIRS_MAX} parameters.")));
    }
    parts
        .into_iter()
        .map(|part| {
            let cut = part.iter().position(|&b| b == b'=');
            let (name, value) = match cut {
                Some(at) => (&part[..at], &part[at + 1..]),
                None => (part, &[][..]),
            };
            Ok((decode(name)?, decode(value)?))
        })
        .collect()
}

fn decode(raw: &[u8]) -> Result<String, ApiError> {
    let spaced: Vec<u8> = raw.iter().map(|&b| if b == b'+' { b' ' } else { b }).collect();
    percent_decode(&spaced)
        .decode_utf8()
        .map(|text| text.into_owned())
        .map_err(|_| ApiError::invalid("The request holds bytes that are not UTF-8."))
}

/// `a[b][0]` → `["a", "b", "0"]`.
fn split_name(name: &str) -> Result<Vec<&str>, ApiError> {
    let broken = || ApiError::param(name, format!("Invalid parameter name: {name}"));
    let (first, mut rest) = match name.find('[') {
        Some(at) => name.split_at(at),
        None => (name, ""),
    };
    if first.is_empty() {
        return Err(broken());
    }
    let mut path = vec![first];
    while !rest.is_empty() {
        let inner = rest.strip_prefix('[').ok_or_else(broken)?;
        let (part, after) = inner.split_once(']').ok_or_else(broken)?;
        if part.contains('[') {
            return Err(broken());
        }
        path.push(part);
        rest = after;
    }
    match path.len() <= DEPTH_MAX {
        true => Ok(path),
        false => Err(ApiError::param(name, "A parameter name may be nested 6 deep.")),
    }
}

fn insert(node: &mut Node, path: &[&str], value: String, name: &str) -> Result<(), ApiError> {
    let clash = || ApiError::param(name, format!("Invalid parameter: {name} has two shapes."));
    let Node::Map(entries) = node else { return Err(clash()) };
    let Some((first, rest)) = path.split_first() else { return Err(clash()) };
    let key = if first.is_empty() { entries.len().to_string() } else { (*first).to_owned() };
    let at = match entries.iter().position(|(k, _)| *k == key) {
        Some(at) => at,
        None => {
            let empty =
                if rest.is_empty() { Node::Text(String::new()) } else { Node::Map(Vec::new()) };
            entries.push((key, empty));
            entries.len() - 1
        }
    };
    let child = &mut entries[at].1;
    match (rest.is_empty(), child) {
        (true, Node::Text(text)) => {
            *text = value;
            Ok(())
        }
        (false, child) => insert(child, rest, value, name),
        (true, Node::Map(_)) => Err(clash()),
    }
}

#[cfg(test)]
mod tests {
    use super::{Node, parse};

    fn text(value: &str) -> Node {
        Node::Text(value.to_owned())
    }

    fn map(entries: &[(&str, Node)]) -> Node {
        Node::Map(entries.iter().map(|(k, v)| ((*k).to_owned(), v.clone())).collect())
    }

    #[test]
    fn brackets_make_a_tree_whether_encoded_or_not() {
        let want = map(&[("a", map(&[("b", map(&[("0", map(&[("c", text("x y"))]))]))]))]);
        assert_eq!(parse(b"a[b][0][c]=x+y").expect("parses"), want);
        assert_eq!(parse(b"a%5Bb%5D%5B0%5D%5Bc%5D=x%20y").expect("parses"), want);
    }

    #[test]
    fn empty_brackets_count_up() {
        let want = map(&[("expand", map(&[("0", text("a")), ("1", text("b"))]))]);
        assert_eq!(parse(b"expand[]=a&expand[]=b").expect("parses"), want);
        assert_eq!(parse(b"").expect("parses"), map(&[]));
    }

    #[test]
    fn a_tree_is_shown_with_lists_where_names_count_up() {
        let tree = parse(b"a[0][b]=1&a[1][b]=2&c[x]=3").expect("parses");
        let want = serde_json::json!({ "a": [{ "b": "1" }, { "b": "2" }], "c": { "x": "3" } });
        assert_eq!(tree.to_json(), want);
        assert_eq!(parse(b"").expect("parses").to_json(), serde_json::json!({}));
    }

    #[test]
    fn broken_deep_and_many_are_refused() {
        assert!(parse(b"a=1&a[b]=2").is_err());
        assert!(parse(b"a[b=1").is_err());
        assert!(parse(b"[a]=1").is_err());
        assert!(parse(b"a[b][c][d][e][f][g]=1").is_err());
        assert!(parse(b"a=%ff").is_err());
        assert!(parse("a=1&".repeat(2_001).as_bytes()).is_err());
    }
}
