//! Pixels in memory: small pictures stamped on a layer, many thousands in a millisecond or two.
//!
//! Why: a canvas call per seat costs a hundred times what copying the seat's few pixels does.

/// Pixels, four bytes each: red, green, blue, how opaque.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Layer {
    /// Across.
    pub width: u32,
    /// Down.
    pub height: u32,
    /// Line by line.
    pub pixels: Vec<u8>,
}

impl Layer {
    /// Empties it and gives it a size.
    pub fn clear(&mut self, width: u32, height: u32) {
        (self.width, self.height) = (width, height);
        self.pixels.clear();
        self.pixels.resize(width as usize * height as usize * 4, 0);
    }

    /// Puts a picture with its middle at a place; what is outside is cut off.
    pub fn stamp(&mut self, picture: &Layer, x: f32, y: f32) {
        let left = (x - picture.width as f32 / 2.0).round() as i64;
        let top = (y - picture.height as f32 / 2.0).round() as i64;
        let from = (-left).clamp(0, i64::from(picture.width));
        let to = (i64::from(self.width) - left).clamp(from, i64::from(picture.width));
        for line in 0..i64::from(picture.height) {
            let row = top + line;
            if from == to || row < 0 || row >= i64::from(self.height) {
                continue;
            }
            let source = (line * i64::from(picture.width) + from) as usize * 4;
            let target = (row * i64::from(self.width) + left + from) as usize * 4;
            let bytes = (to - from) as usize * 4;
            let source = &picture.pixels[source..source + bytes];
            let target = &mut self.pixels[target..target + bytes];
            for (over, under) in source.chunks_exact(4).zip(target.chunks_exact_mut(4)) {
                blend(under, over);
            }
        }
    }
}

fn blend(under: &mut [u8], over: &[u8]) {
    let (top, bottom) = (u32::from(over[3]), u32::from(under[3]));
    if top == 0 {
        return;
    }
    if top == 255 || bottom == 0 {
        under.copy_from_slice(over);
        return;
    }
    let rest = bottom * (255 - top) / 255;
    let opaque = top + rest;
    for part in 0..3 {
        let mixed = u32::from(over[part]) * top + u32::from(under[part]) * rest;
        under[part] = (mixed / opaque) as u8;
    }
    under[3] = opaque as u8;
}

#[cfg(test)]
mod tests {
    use super::*;

    fn dot(colour: [u8; 4]) -> Layer {
        Layer { width: 2, height: 2, pixels: colour.repeat(4) }
    }

    fn opaque(layer: &Layer) -> usize {
        layer.pixels.chunks(4).filter(|pixel| pixel[3] > 0).count()
    }

    #[test]
    fn a_picture_lands_with_its_middle_at_the_place() {
        let mut layer = Layer::default();
        layer.clear(6, 6);
        layer.stamp(&dot([9, 8, 7, 255]), 3.0, 3.0);
        assert_eq!(opaque(&layer), 4);
        assert_eq!(layer.pixels[(2 * 6 + 2) * 4..][..4], [9, 8, 7, 255]);
    }

    #[test]
    fn what_is_outside_is_cut_off() {
        let mut layer = Layer::default();
        layer.clear(6, 6);
        for (x, y) in [(0.0, 0.0), (6.0, 6.0), (-50.0, 3.0), (3.0, 900.0)] {
            layer.stamp(&dot([1, 1, 1, 255]), x, y);
        }
        assert_eq!(opaque(&layer), 2);
    }

    #[test]
    fn half_over_whole_is_in_between() {
        let mut layer = Layer::default();
        layer.clear(2, 2);
        layer.stamp(&dot([0, 0, 0, 255]), 1.0, 1.0);
        layer.stamp(&dot([200, 200, 200, 128]), 1.0, 1.0);
        assert!((98..=102).contains(&layer.pixels[0]));
        assert_eq!(layer.pixels[3], 255);
    }
}
