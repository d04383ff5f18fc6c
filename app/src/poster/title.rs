//! Sets a title in lines as large as its room allows.
//!
//! The reader's own sans serif is not known, so widths are rough: those of Helvetica Bold and a
//! little more.

use std::borrow::Cow;

/// From one line to the next, and from the top to the first baseline. Units: the type's size.
pub(super) const LEADING: f64 = 1.0;
pub(super) const ASCENT: f64 = 0.78;
/// Between letters. Units: the type's size.
pub(super) const SPACING: f64 = -0.02;

/// Units: pixels.
const SIZE_MAX: u32 = 132;
const SIZE_MIN: u32 = 44;
/// Other sans serifs run wider than the table.
const CAUTION: f64 = 1.05;
/// Under the last baseline. Units: the type's size.
const DESCENT: f64 = 0.22;

/// Lines of one size.
#[derive(Debug, PartialEq)]
pub(super) struct SetTitle {
    pub(super) size: f64,
    pub(super) lines: Vec<String>,
}

/// The largest setting that fits, or the smallest with what fits of the title.
pub(super) fn fit(title: &str, width: f64, height: f64) -> SetTitle {
    let mut sizes = (SIZE_MIN..=SIZE_MAX).rev().step_by(4).map(f64::from);
    let room = |size: f64| ((height / size - ASCENT - DESCENT) / LEADING).floor() as usize + 1;
    let words: Vec<&str> = title.split_whitespace().collect();
    let whole = sizes.find_map(|size| {
        let lines = wrap(&words, width / size);
        let fits = lines.len() <= room(size) && lines.iter().all(|it| em(it) * size <= width);
        fits.then_some(SetTitle { size, lines })
    });
    whole.unwrap_or_else(|| {
        let size = f64::from(SIZE_MIN);
        let parts: Vec<String> = words.iter().flat_map(|it| cut(it, width / size)).collect();
        let parts: Vec<&str> = parts.iter().map(String::as_str).collect();
        let mut lines = wrap(&parts, width / size);
        if lines.len() > room(size) {
            lines.truncate(room(size));
            lines.last_mut().into_iter().for_each(|line| shorten(line, width / size));
        }
        SetTitle { size, lines }
    })
}

fn wrap(words: &[&str], width: f64) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in words {
        match lines.last_mut() {
            Some(line) if em(line) + em(" ") + em(word) <= width => {
                line.push(' ');
                line.push_str(word);
            }
            Some(_) | None => lines.push((*word).to_owned()),
        }
    }
    lines
}

/// A word too wide for a line, in pieces that are not.
fn cut(word: &str, width: f64) -> Vec<String> {
    let mut pieces = vec![String::new()];
    let mut used = 0.0;
    for letter in word.chars() {
        let wide = width_of(letter);
        if used > 0.0 && used + wide > width {
            pieces.push(String::new());
            used = 0.0;
        }
        used += wide;
        if let Some(piece) = pieces.last_mut() {
            piece.push(letter);
        }
    }
    pieces
}

fn shorten(line: &mut String, width: f64) {
    while !line.is_empty() && em(line) + em("…") > width {
        line.pop();
    }
    line.truncate(line.trim_end().len());
    line.push('…');
}

/// The width of a text. Units: the type's size.
fn em(text: &str) -> f64 {
    text.chars().map(width_of).sum()
}

fn width_of(letter: char) -> f64 {
    let width = match letter {
        'i' | 'j' | 'l' | 'I' | '.' | ',' | ':' | ';' | '\'' | '’' | '!' | '|' | ' ' => 0.28,
        'f' | 't' | 'r' | '-' | '(' | ')' | '[' | ']' | '/' | '"' => 0.36,
        'm' | 'w' | 'M' | 'W' | '@' | '%' | '—' | '…' => 0.92,
        'a'..='z' | '0'..='9' => 0.59,
        'A'..='Z' => 0.71,
        '\u{1100}'.. => 1.0,
        _ => 0.68,
    };
    width * CAUTION + SPACING
}

/// Text for XML: markup escaped, what XML forbids left out.
pub(super) fn escape(text: &str) -> Cow<'_, str> {
    let is_plain = |it: char| {
        !it.is_control() && !matches!(it, '&' | '<' | '>' | '"' | '\u{fffe}'..='\u{ffff}')
    };
    if text.chars().all(is_plain) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + 8);
    for letter in text.chars() {
        match letter {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\t' | '\n' | '\r' => out.push(' '),
            it if is_plain(it) => out.push(it),
            _ => {}
        }
    }
    Cow::Owned(out)
}
