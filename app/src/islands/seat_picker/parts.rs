//! What the server draws and the browser changes or hears, by name: `data-part` and `data-act`.

/// The section around map and rail.
pub(super) const PICKER: &str = "seat-picker";
/// Where the server's word to the browser stands.
pub(super) const TOLD: &str = "seat-picker-told";
/// The map's canvas.
pub(super) const CANVAS: &str = "seat-map";

pub(super) const SAY: &str = "say";
pub(super) const WAITING: &str = "waiting";
pub(super) const TIP: &str = "tip";
pub(super) const RAIL: &str = "rail";
pub(super) const GRIP: &str = "grip";
pub(super) const FLOORS: &str = "floors";
pub(super) const CHOSEN: &str = "chosen";
pub(super) const HELD: &str = "held";
pub(super) const HELD_HEADING: &str = "held-heading";
pub(super) const HELD_LINES: &str = "held-lines";
pub(super) const SOLD_OUT: &str = "sold-out";
pub(super) const TROUBLE: &str = "trouble";
pub(super) const TOTAL: &str = "total";
pub(super) const SUM: &str = "sum";
pub(super) const HOLD: &str = "hold";

/// What is left of a price tier.
pub(super) fn left(tier: usize) -> String {
    format!("left-{tier}")
}

/// What a button or a form of the picker asks for; `data-of` around it says of what.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Deed {
    Closer,
    Farther,
    Fit,
    Find,
    Best,
    Grip,
    Fewer,
    More,
    Remove,
    GiveBack,
    Hold,
}

impl Deed {
    #[cfg_attr(not(feature = "hydrate"), allow(dead_code, reason = "only browsers hear deeds"))]
    pub(super) const ALL: [Self; 11] = [
        Self::Closer,
        Self::Farther,
        Self::Fit,
        Self::Find,
        Self::Best,
        Self::Grip,
        Self::Fewer,
        Self::More,
        Self::Remove,
        Self::GiveBack,
        Self::Hold,
    ];

    /// As `data-act` spells it.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Closer => "closer",
            Self::Farther => "farther",
            Self::Fit => "fit",
            Self::Find => "find",
            Self::Best => "best",
            Self::Grip => "grip",
            Self::Fewer => "fewer",
            Self::More => "more",
            Self::Remove => "remove",
            Self::GiveBack => "give-back",
            Self::Hold => "hold",
        }
    }
}
