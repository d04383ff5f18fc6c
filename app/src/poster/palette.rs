//! The colours of a poster: a ground, two flat colours of different hues, an ink.
//!
//! No ground is near black or near white, so a poster keeps its edge on a light and on a dark
//! page; every ink reads on its ground at 4.5 to 1 or better, which a test checks.

/// Four colours that go together.
#[derive(Clone, Copy, Debug)]
pub(super) struct Palette {
    pub(super) ground: &'static str,
    /// The title, and the smallest shapes.
    pub(super) ink: &'static str,
    /// The largest shapes.
    pub(super) first: &'static str,
    pub(super) second: &'static str,
}

const fn palette(
    ground: &'static str,
    ink: &'static str,
    first: &'static str,
    second: &'static str,
) -> Palette {
    Palette { ground, ink, first, second }
}

pub(super) const ALL: [Palette; 12] = [
    palette("#f2b01e", "#1d1a16", "#d63a21", "#1d1a16"),
    palette("#e5573a", "#1a0f12", "#f8e3c4", "#252a63"),
    palette("#2443a6", "#f7efe0", "#f4a9b8", "#f2622e"),
    palette("#0e5f50", "#f5ecd7", "#f3c33c", "#e8805a"),
    palette("#f0bfc8", "#3b0f2b", "#c8193c", "#3b0f2b"),
    palette("#a9cde6", "#10233f", "#f0622a", "#1c4f9c"),
    palette("#4a2a6b", "#f9ead6", "#ff7d58", "#b9a3f2"),
    palette("#b7c79b", "#1b2a1e", "#1f6b4e", "#ee5b3c"),
    palette("#e2d3b4", "#1c1b1a", "#1c1b1a", "#df3b26"),
    palette("#1b4b7a", "#f6f0df", "#f5cf4e", "#5db6d9"),
    palette("#8c1f35", "#fbe9d8", "#f4a63a", "#f2c9d0"),
    palette("#2fa193", "#0a2028", "#f7ead0", "#f0513f"),
];

/// The colours of a seed.
pub(super) fn of(seed: u64) -> Palette {
    ALL[((seed >> 24) % ALL.len() as u64) as usize]
}
