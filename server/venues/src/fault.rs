//! What is wrong with a seating plan, said so that its author finds the place.

/// Why a plan cannot be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{place}: {reason}")]
pub struct PlanFault {
    /// Where: `zones[2].rows[5].seats[17].category`, or `line 3, column 8`, or `the file`.
    pub place: String,
    /// What is wrong there, in words.
    pub reason: String,
}

impl PlanFault {
    pub(crate) fn new(place: impl Into<String>, reason: impl Into<String>) -> Self {
        Self { place: place.into(), reason: reason.into() }
    }

    /// A fault of the file as a whole.
    pub(crate) fn of_file(reason: impl Into<String>) -> Self {
        Self::new("the file", reason)
    }
}
