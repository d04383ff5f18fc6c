//! Colours as the map mixes them: blocks are shaded by what is left, letters stay readable.

use super::plane::{power, within};

/// A colour without transparency.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Ink(pub u8, pub u8, pub u8);

impl Ink {
    /// As a canvas reads it.
    pub fn css(self) -> String {
        format!("#{:02x}{:02x}{:02x}", self.0, self.1, self.2)
    }

    /// So much of `other` over this: 0 is this, 1 is the other.
    pub fn mix(self, other: Self, part: f32) -> Self {
        let part = within(part, 0.0, 1.0);
        let one =
            |a: u8, b: u8| (f32::from(a) + (f32::from(b) - f32::from(a)) * part).round() as u8;
        Self(one(self.0, other.0), one(self.1, other.1), one(self.2, other.2))
    }

    /// Whichever of the two is easier to read on this.
    pub fn readable(self, dark: Self, light: Self) -> Self {
        if self.contrast(dark) >= self.contrast(light) { dark } else { light }
    }

    /// Source: WCAG 2.2, contrast ratio; 1 to 21.
    pub fn contrast(self, other: Self) -> f32 {
        let (a, b) = (self.luminance(), other.luminance());
        (a.max(b) + 0.05) / (a.min(b) + 0.05)
    }

    fn luminance(self) -> f32 {
        let linear = |part: u8| {
            let part = f32::from(part) / 255.0;
            if part <= 0.040_45 { part / 12.92 } else { power((part + 0.055) / 1.055, 2.4) }
        };
        0.2126 * linear(self.0) + 0.7152 * linear(self.1) + 0.0722 * linear(self.2)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colours_are_mixed_and_written() {
        assert_eq!(Ink(0, 0, 0).mix(Ink(255, 255, 255), 0.5).css(), "#808080");
    }

    #[test]
    fn letters_on_a_colour_can_be_read() {
        let (dark, light) = (Ink(16, 20, 32), Ink(255, 255, 255));
        assert_eq!(Ink(0, 114, 178).readable(dark, light), light);
        assert_eq!(Ink(240, 228, 66).readable(dark, light), dark);
        assert!((Ink(0, 0, 0).contrast(Ink(255, 255, 255)) - 21.0).abs() < 0.01);
    }
}
