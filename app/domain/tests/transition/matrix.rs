//! Every state with every event: where it leads. A dot changes nothing and asks for nothing; `!`
//! changes nothing and asks for a call: to expire the session once more, to take or let go money.

use crate::samples::{after, events};
use domain::{HoldPhase, HoldState};

/// One line per event, one column per state, in the samples' order.
#[rustfmt::skip]
const MATRIX: [(&str, &str); 25] = [
    //                           act ope ope clo pen sol rel rel due ref rev voi
    //                           ive ing  n  ing     d   (x) (s)     d   iew d
    ("deadline",                 "rel rel clo .   .   .   .   .   .   .   .   ."),
    ("ended",                    "rel rel clo .   .   .   .   .   .   .   .   ."),
    ("checkout",                 "ing .   .   .   .   .   .   .   .   .   .   ."),
    ("created in time",          ".   ope .   .   .   .   rel .   .   .   .   ."),
    ("created late",             ".   clo .   .   .   .   rel .   .   .   .   ."),
    ("create refused",           ".   act .   .   .   .   .   .   .   .   .   ."),
    ("expired, dead",            ".   .   .   rel .   .   .   .   .   .   .   ."),
    ("expired, alive",           ".   .   .   pen .   .   .   .   .   .   .   ."),
    ("expired, paid",            ".   .   .   pen .   .   .   .   .   .   .   ."),
    ("reads open",               ".   .   .   !   .   .   !   !   .   .   .   ."),
    ("reads unknown",            ".   .   .   .   .   .   .   .   .   .   .   ."),
    ("reads complete, alive",    ".   pen pen pen .   .   .   .   .   .   .   ."),
    ("reads complete, dead",     ".   pen pen pen rel .   .   .   .   .   .   ."),
    ("reads expired, alive",     ".   pen pen pen .   .   .   .   .   .   .   ."),
    ("reads expired, dead",      ".   rel rel rel rel .   .   .   .   .   .   ."),
    ("reads paid, seats free",   "sol sol sol sol sol .   sol sol .   .   .   ."),
    ("reads paid, seats taken",  "sol sol sol sol sol .   due due .   .   .   ."),
    ("reads held, may take, free", "pen pen pen pen !   .   pen pen .   .   .   ."),
    ("reads held, may take",     "pen pen pen pen !   .   !   !   .   .   .   ."),
    ("reads held, may not",      "pen pen pen pen !   .   !   !   .   .   .   ."),
    ("disagreed",                "rev rev rev rev rev .   due due .   .   .   ."),
    ("unreachable",              ".   .   .   rel .   .   .   .   .   .   .   ."),
    ("refund ordered",           ".   .   .   .   .   .   .   .   .   .   due ."),
    ("refund made",              ".   .   .   .   .   .   .   .   ref .   .   ."),
    ("money went back",          ".   .   .   .   .   voi .   .   .   .   .   ."),
];

/// The shipped function agrees with every cell.
pub(crate) fn assert_agrees(states: &[HoldState; 12]) {
    let events = events();
    assert_eq!(events.len(), MATRIX.len());
    for ((name, event), (row, cells)) in events.into_iter().zip(MATRIX) {
        assert_eq!(name, row);
        let found = states.clone().map(|state| {
            let decision = after(state, event.clone());
            let is_asking = !decision.effects.is_empty();
            decision.next.map_or(if is_asking { "!" } else { "." }, |next| short(next.phase()))
        });
        assert!(cells.split_whitespace().eq(found), "{name}: {found:?}");
    }
}

fn short(phase: HoldPhase) -> &'static str {
    match phase {
        HoldPhase::Active => "act",
        HoldPhase::Opening => "ing",
        HoldPhase::Open => "ope",
        HoldPhase::Closing => "clo",
        HoldPhase::Pending => "pen",
        HoldPhase::Sold => "sol",
        HoldPhase::Released => "rel",
        HoldPhase::RefundDue => "due",
        HoldPhase::Refunded => "ref",
        HoldPhase::Review => "rev",
        HoldPhase::Voided => "voi",
    }
}
