//! A value of the file together with the way to it, so that every fault can name its place.
//!
//! The way is a chain of borrowed steps: it costs nothing until a fault spells it out.

use crate::PlanFault;
use domain::limits::NAME_CHARS_MAX;
use serde_json::Value;
use std::borrow::Cow;

/// Coordinates and lengths. Units: pixels. Ten times the drawing of the largest stadiums.
pub(super) const PIXELS_MAX: f64 = 50_000.0;

/// One value of the file.
#[derive(Clone, Copy)]
pub(super) struct Node<'n, 'v> {
    value: &'v Value,
    step: Step<'n, 'v>,
}

#[derive(Clone, Copy)]
enum Step<'n, 'v> {
    Root,
    Key(&'n Node<'n, 'v>, &'static str),
    Item(&'n Node<'n, 'v>, usize),
}

impl<'v> Node<'_, 'v> {
    pub(super) fn root(value: &'v Value) -> Self {
        Self { value, step: Step::Root }
    }

    /// The value of a key, or none if it is absent or null.
    pub(super) fn key<'m>(&'m self, key: &'static str) -> Option<Node<'m, 'v>> {
        let value = self.value.get(key).filter(|value| !value.is_null())?;
        Some(Node { value, step: Step::Key(self, key) })
    }

    /// The value of a key that must be there.
    pub(super) fn need<'m>(&'m self, key: &'static str) -> Result<Node<'m, 'v>, PlanFault> {
        if !self.value.is_object() {
            return Err(self.not_a("an object"));
        }
        let missing = || Node { value: self.value, step: Step::Key(self, key) };
        self.key(key).ok_or_else(|| missing().fault("this key is missing"))
    }

    /// The items of a list.
    pub(super) fn items<'m>(
        &'m self,
    ) -> Result<impl ExactSizeIterator<Item = Node<'m, 'v>>, PlanFault> {
        let list = self.value.as_array().ok_or_else(|| self.not_a("a list"))?;
        Ok(list.iter().enumerate().map(|(at, value)| Node { value, step: Step::Item(self, at) }))
    }

    /// A text without U+0000 of up to `chars_max` characters.
    pub(super) fn text(&self, chars_max: usize) -> Result<&'v str, PlanFault> {
        let text = self.value.as_str().ok_or_else(|| self.not_a("a text"))?;
        if text.contains('\0') {
            return Err(self.fault("this text holds the character U+0000"));
        }
        if text.len() > chars_max && text.chars().count() > chars_max {
            return Err(self.fault(format!("this text has more than {chars_max} characters")));
        }
        Ok(text)
    }

    /// A name as printed; a number stands for its digits.
    pub(super) fn name(&self) -> Result<Cow<'v, str>, PlanFault> {
        if let Value::Number(number) = self.value {
            return Ok(Cow::Owned(number.to_string()));
        }
        Ok(Cow::Borrowed(self.text(NAME_CHARS_MAX)?.trim()))
    }

    /// A coordinate or a length. Units: pixels.
    pub(super) fn pixels(&self) -> Result<f64, PlanFault> {
        let pixels = self.number()?;
        if pixels.abs() > PIXELS_MAX {
            return Err(self
                .fault(format!("{pixels} is absurd; a drawing has at most {PIXELS_MAX} pixels")));
        }
        Ok(pixels)
    }

    /// A finite number.
    pub(super) fn number(&self) -> Result<f64, PlanFault> {
        let number = self.value.as_f64().ok_or_else(|| self.not_a("a number"))?;
        if number.is_finite() { Ok(number) } else { Err(self.fault("this number is not finite")) }
    }

    /// The `x` and `y` of a position. Units: pixels.
    pub(super) fn point(&self) -> Result<(f64, f64), PlanFault> {
        Ok((self.need("x")?.pixels()?, self.need("y")?.pixels()?))
    }

    /// A fault at this place.
    pub(super) fn fault(&self, reason: impl Into<String>) -> PlanFault {
        PlanFault::new(self.place(), reason)
    }

    fn not_a(&self, wanted: &str) -> PlanFault {
        let kind = match self.value {
            Value::Null => "null",
            Value::Bool(_) => "true or false",
            Value::Number(_) => "a number",
            Value::String(_) => "a text",
            Value::Array(_) => "a list",
            Value::Object(_) => "an object",
        };
        self.fault(format!("this should be {wanted}, and it is {kind}"))
    }

    fn place(&self) -> String {
        match self.step {
            Step::Root => "the file".to_owned(),
            Step::Key(up, key) => match up.step {
                Step::Root => key.to_owned(),
                Step::Key(..) | Step::Item(..) => format!("{}.{key}", up.place()),
            },
            Step::Item(up, at) => format!("{}[{at}]", up.place()),
        }
    }
}
