//! The admin's live holds: rows that change by themselves, times that tick, and the form that ends
//! holds. Without scripts the same form is sent plainly and the rows stand still.

#[cfg_attr(not(feature = "hydrate"), allow(dead_code, reason = "only browsers hear news"))]
mod board;
#[cfg(feature = "hydrate")]
mod live;
mod parts;
pub(crate) mod words;

#[cfg(feature = "ssr")]
pub(crate) use parts::fates_view;

use super::reactive::reactive;
use super::told::{tell, told};
use crate::api::ShopError;
use crate::api::admin::{Expired, admin_holds, expire_holds};
use board::{Heard, Line};
use domain::{HoldId, HoldNews, HoldRow, Refusal, UnixMs};
use leptos::prelude::*;
use leptos::task::spawn_local;
use parts::{ExpireForm, HoldTable, ReviewList};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// A performance as the list names it: by the venue's own clock.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PerformanceName {
    /// Which.
    pub id: i64,
    /// What is on.
    pub title: String,
    /// When and where: `Sun 14 Mar, 19:30, Corn Hall`.
    pub when: String,
}

/// What the parts of the island share.
#[derive(Clone, Copy)]
struct Board {
    lines: RwSignal<Vec<Line>>,
    chosen: RwSignal<BTreeSet<HoldId>>,
    /// The server's clock as far as this page knows it.
    now: RwSignal<UnixMs>,
    said: RwSignal<Said>,
    is_sending: RwSignal<bool>,
    names: StoredValue<Vec<PerformanceName>>,
    performance: Option<i64>,
}

/// What came of the last thing the admin asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Said {
    Nothing,
    Fates(Vec<Expired>),
    No(ShopError),
}

const ID: &str = "admin-holds";

/// What the server tells the list.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct BoardData {
    /// Live holds and holds in review, soonest deadline first.
    pub rows: Vec<HoldRow>,
    /// The performances they are of.
    pub names: Vec<PerformanceName>,
    /// The filter.
    pub performance: Option<i64>,
    /// When this was told.
    pub server_now: UnixMs,
}

/// Live holds and holds in review. Loaded when it is needed: shoppers never are asked to carry it.
#[island(lazy)]
pub fn AdminHolds() -> impl IntoView {
    let data: BoardData = told(ID);
    let is_told = tell(&data);
    let BoardData { rows, names, performance, server_now } = data;
    let board = Board {
        lines: RwSignal::new(board::lines(rows)),
        chosen: RwSignal::new(BTreeSet::new()),
        now: RwSignal::new(server_now),
        said: RwSignal::new(Said::Nothing),
        is_sending: RwSignal::new(false),
        names: StoredValue::new(names),
        performance,
    };
    let is_ready = RwSignal::new(false);
    Effect::new(move || {
        #[cfg(feature = "hydrate")]
        live::start(board);
        is_ready.set(true);
    });

    view! {
        <div
            id=ID
            data-told=is_told
            class="admin-holds"
            data-ready=reactive(move || is_ready.get().then_some(""))
        >
            <ReviewList board />
            <HoldTable board />
            <ExpireForm board />
        </div>
    }
}

#[cfg_attr(not(feature = "hydrate"), allow(dead_code, reason = "only browsers hear news"))]
impl Board {
    /// Brings the list up to date with news; answers whether it must be read again.
    fn hear(self, news: &HoldNews) -> bool {
        let heard = self.lines.try_update(|lines| board::hear(lines, self.performance, news));
        if !news.phase.is_live() {
            self.chosen.update(|chosen| {
                chosen.remove(&news.id);
            });
        }
        heard == Some(Heard::ReadAgain)
    }

    /// Moves the page's clock and takes off what has been over for long enough.
    fn tick(self, now: UnixMs) {
        self.now.set(now);
        if self.lines.with_untracked(|lines| board::needs_tidying(lines, now)) {
            self.lines.update(|lines| {
                board::tidy(lines, now);
            });
        }
    }

    /// Reads the list from the server again.
    async fn read_again(self) {
        match admin_holds(self.performance).await {
            Ok(rows) => {
                self.lines.update(|lines| board::read_again(lines, rows));
                let live = self.lines.with_untracked(|lines| can_be_expired(lines));
                self.chosen.update(|chosen| chosen.retain(|hold| live.contains(hold)));
            }
            Err(ShopError::Refused(Refusal::NotSignedIn)) => {
                self.said.set(Said::No(ShopError::Refused(Refusal::NotSignedIn)));
            }
            // The next news or the next look at the page reads it again.
            Err(_) => {}
        }
    }

    /// Ends the chosen holds, each for itself.
    fn expire(self, reason: String, done: impl FnOnce() + 'static) {
        let holds: Vec<HoldId> =
            self.chosen.with_untracked(|chosen| chosen.iter().cloned().collect());
        self.is_sending.set(true);
        spawn_local(async move {
            match expire_holds(holds, reason, self.performance).await {
                Ok(fates) => {
                    self.chosen.update(BTreeSet::clear);
                    self.said.set(Said::Fates(fates));
                    self.read_again().await;
                    done();
                }
                Err(no) => self.said.set(Said::No(no)),
            }
            self.is_sending.set(false);
        });
    }

    fn performance_when(self, performance: i64) -> Option<String> {
        self.names.with_value(|names| {
            names.iter().find(|name| name.id == performance).map(|name| name.when.clone())
        })
    }
}

fn can_be_expired(lines: &[Line]) -> BTreeSet<HoldId> {
    lines.iter().filter(|line| line.can_be_expired()).map(|line| line.row.card.id.clone()).collect()
}
