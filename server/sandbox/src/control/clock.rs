//! `/sandbox/clock`: shows and moves the time.

use std::sync::Arc;

use axum::extract::State;
use serde::Deserialize;
use serde_json::json;

use super::answer::{Answer, Asked, done, refused};
use crate::clerk;
use crate::core::Core;

/// A move of the hands; exactly one of the three.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Move {
    set_ms: Option<i64>,
    advance_ms: Option<i64>,
    running: Option<bool>,
}

pub(crate) async fn show(State(core): State<Arc<Core>>) -> Answer {
    done(json!({
        "now_ms": core.clock.now_ms(),
        "movable": core.clock.is_movable(),
        "running": core.clock.is_running(),
    }))
}

/// Moves the clock; what became due is done before the answer, webhooks follow by themselves.
pub(crate) async fn set(State(core): State<Arc<Core>>, Asked(asked): Asked<Move>) -> Answer {
    let moved = match (asked.set_ms, asked.advance_ms, asked.running) {
        (Some(at_ms), None, None) => core.clock.set_ms(at_ms),
        (None, Some(by_ms), None) => core.clock.advance_ms(by_ms),
        (None, None, Some(running)) => core.clock.set_running(running),
        _ => return Err(refused("Give exactly one of `set_ms`, `advance_ms` and `running`.")),
    };
    moved.map_err(|problem| refused(format!("{problem}.")))?;
    clerk::round(&core).await;
    show(State(core)).await
}
