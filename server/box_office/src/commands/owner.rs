//! Whose a session is: a hold's, the shop's by its mark, or nobody's that the shop knows.
//!
//! Called wherever money of an account is looked at, which may be somebody else's too. Only what is
//! known to be the shop's is ever given back by itself.

use crate::payments::Urgency;
use crate::{Answer, BoxOffice, Fault};
use domain::{Hold, SessionFacts};

/// How many copies of copies of an expired session are followed to the one that was the shop's.
const COPIES_MAX: usize = 5;

/// Whose a session is.
#[derive(Debug)]
pub(crate) enum Owner {
    /// This hold's: by its name, by what its metadata says, or as a copy of one that was.
    Hold(Box<Hold>),
    /// The shop made it, for a hold that is not in its books.
    Shop,
    /// Nothing says that it is the shop's.
    Unknown,
}

impl Owner {
    pub(crate) fn hold(self) -> Option<Hold> {
        match self {
            Self::Hold(hold) => Some(*hold),
            Self::Shop | Self::Unknown => None,
        }
    }
}

impl BoxOffice {
    /// Whose a session is. A copy without words of its own is whose the expired one was.
    pub(crate) async fn owner_of(&self, facts: &SessionFacts) -> Answer<Owner> {
        let mut facts = facts.clone();
        for _ in 0..COPIES_MAX {
            if let Some(hold) = self.hold_named_by(&facts).await? {
                return Ok(Owner::Hold(Box::new(hold)));
            }
            if facts.shop.as_deref() == Some(&self.mark) {
                return Ok(Owner::Shop);
            }
            let Some(origin) = facts.recovered_from else { break };
            if let Some(hold) = self.store.hold_of_session(&origin).await? {
                return Ok(Owner::Hold(Box::new(hold)));
            }
            let read = self.payments.session(&origin, Urgency::Reconcile).await;
            let Some(read) = read.found("read session")? else { break };
            facts = read.facts();
        }
        Ok(Owner::Unknown)
    }

    async fn hold_named_by(&self, facts: &SessionFacts) -> Result<Option<Hold>, Fault> {
        if let Some(hold) = self.store.hold_of_session(facts.id()).await? {
            return Ok(Some(hold));
        }
        match &facts.hold {
            Some(id) => self.store.hold(id).await,
            None => Ok(None),
        }
    }
}
