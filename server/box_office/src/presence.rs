//! Being one of several on a shared database: saying that this instance is alive, taking over the
//! work of one that is gone, and following what others put on.
//!
//! There is no leader. Every instance does this by itself; who takes what over is decided by
//! conditional updates. An instance that stops for a while loses its work to others and, when it
//! wakes, finds every write of its own fenced by versions and unique keys.

use crate::{BoxOffice, Fault};
use domain::UnixMs;
use std::sync::atomic::Ordering;

/// How often an instance says that it is alive. Units: milliseconds.
const EVERY_MS: i64 = 1_000;
/// How long others believe it. Units: milliseconds.
const ALIVE_MS: i64 = 5_000;
/// How often the log is shortened. Units: milliseconds.
const PRUNE_EVERY_MS: i64 = 60_000;

impl BoxOffice {
    /// Says that this instance is alive, takes over what others left, reads what they put on, finds
    /// the server that takes writes if it is another one by now; and answers when that is due
    /// again. Alone there is nothing to do.
    ///
    /// Again: changes nothing.
    pub async fn be_present(&self) -> Result<Option<UnixMs>, Fault> {
        if !self.store.is_shared() {
            return Ok(None);
        }
        match self.look_around().await {
            Ok(next) => Ok(Some(next)),
            Err(fault) => {
                // Every read and write depends on it: whoever notices looks for the server.
                self.store.heal(&fault).await;
                Err(fault)
            }
        }
    }

    async fn look_around(&self) -> Result<UnixMs, Fault> {
        let now = self.clock.now();
        self.store.say_alive(now + ALIVE_MS).await?;
        self.payments.share_pace(self.store.alive(now).await?);
        let adopted = self.store.adopt(now).await?;
        if adopted > 0 {
            tracing::warn!(adopted, "took over calls and events of an instance that is gone");
            self.outbox_bell.notify_one();
            self.inbox_bell.notify_one();
        }
        let version = self.store.catalogue_version().await?;
        if version != self.catalogue_version.load(Ordering::Acquire) {
            self.reload_catalogue().await?;
        }
        if self.store.take_turn("prune_log_at", now, PRUNE_EVERY_MS).await? {
            self.store.prune_log(now).await?;
        }
        Ok(now + EVERY_MS)
    }
}
