//! A seating plan that was refused. The server's import door puts one into the context and draws
//! `/admin/plans`: the page then says what is wrong and keeps what was typed.

/// Why a plan was not imported, and what was typed beside it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PlanRefused {
    /// Where in the file: `zones[2].rows[0].seats[14]`; empty when the file as a whole is at fault.
    pub place: String,
    /// What is wrong, in words.
    pub reason: String,
    /// The venue's name as typed.
    pub name: String,
    /// The venue's city as typed.
    pub city: String,
    /// The venue's IANA zone as typed.
    pub time_zone: String,
}
