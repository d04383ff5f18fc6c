//! The background loop that does what the clock demands, as soon as it does.
//!
//! Expiry is true without it, because every act does due work first; it makes the news prompt.

use std::sync::Arc;

use crate::core::Core;

const PAUSE_AFTER_FAULT_MS: i64 = 1_000;

/// Runs until the sandbox closes.
pub(crate) async fn run(core: Arc<Core>) {
    loop {
        let next_due_ms = round(&core).await;
        tokio::select! {
            () = core.closing.cancelled() => return,
            () = core.bell.notified() => {}
            () = core.clock.wait_until(next_due_ms) => {}
        }
    }
}

/// Does what is due; returns when the next is.
pub(crate) async fn round(core: &Arc<Core>) -> Option<i64> {
    match core.act(|books, _| Ok(books.next_due_ms())).await {
        Ok(next_due_ms) => next_due_ms,
        Err(problem) => {
            tracing::error!(problem = problem.message, "the clerk could not do its round");
            Some(core.clock.now_ms() + PAUSE_AFTER_FAULT_MS)
        }
    }
}
