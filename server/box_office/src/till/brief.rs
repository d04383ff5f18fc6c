//! Short forms of the names that the book and a batch are full of: the text is three times as long,
//! and has a place of its own in memory.

use domain::{BuyerId, HoldId};

/// A buyer, in 16 bytes: there is one for each live hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) struct Short(u128);

/// A hold's name without a place of its own in memory: names are made as UUIDs.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) enum Brief {
    Uuid([u8; 16]),
    Other(Box<str>),
}

impl Short {
    pub(super) fn of(buyer: &BuyerId) -> Self {
        Self(crate::ids::short(buyer))
    }

    /// As little of it as tells most buyers apart.
    pub(super) fn quarter(self) -> u32 {
        self.0 as u32
    }
}

impl Brief {
    pub(super) fn of(hold: &HoldId) -> Self {
        match crate::ids::uuid_of(hold) {
            Some(uuid) => Self::Uuid(uuid),
            None => Self::Other(hold.as_str().into()),
        }
    }

    pub(super) fn name(&self) -> HoldId {
        match self {
            Self::Uuid(uuid) => crate::ids::hold_of(*uuid),
            Self::Other(name) => HoldId(name.to_string()),
        }
    }
}
