//! What can go wrong, in two kinds: a [`Refusal`] is an expected no with words for the person, a
//! [`Fault`] is a bug or an outage, logged once at the edge and never shown.

use domain::Refusal;

/// A bug or an outage.
#[derive(Debug, thiserror::Error)]
pub enum Fault {
    /// The store failed.
    #[error("store: {0}")]
    Store(#[from] sqlx::Error),
    /// The store holds something this version cannot read.
    #[error("store holds unreadable {what}: {why}")]
    Unreadable {
        /// Which column or document.
        what: &'static str,
        /// What the reader said.
        why: String,
    },
    /// The database's file is damaged: the process must end, and stay shut.
    #[error("the database is damaged and must be restored from a backup: {0}")]
    Damaged(String),
    /// A change was not saved because the store failed; it may have been all the same.
    #[error("the batch was not saved: {0}")]
    Unsaved(String),
    /// The till has stopped: the process is going down.
    #[error("the till is closed")]
    TillClosed,
    /// Stripe did not answer in time, or answered what cannot be used.
    #[error("payments: {0}")]
    Payments(String),
    /// Anything else that should not be.
    #[error("{0}")]
    Bug(String),
}

impl Fault {
    /// The store is away, full or too slow: it may be asked again.
    pub fn is_outage(&self) -> bool {
        match self {
            Self::Store(_) | Self::Unsaved(_) => true,
            Self::Unreadable { .. }
            | Self::Damaged(_)
            | Self::TillClosed
            | Self::Payments(_)
            | Self::Bug(_) => false,
        }
    }
}

/// Why a command or a read gave no answer.
#[derive(Debug, thiserror::Error)]
pub enum Denial {
    /// An expected no.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// A bug or an outage.
    #[error(transparent)]
    Failed(#[from] Fault),
}

impl From<sqlx::Error> for Denial {
    fn from(error: sqlx::Error) -> Self {
        Self::Failed(Fault::Store(error))
    }
}

/// What a command or a read gives.
pub type Answer<T> = Result<T, Denial>;
