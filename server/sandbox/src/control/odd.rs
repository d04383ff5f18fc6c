//! `/sandbox/behaviour`, `…/recover`, `…/refunds`, `…/events`: the rare and the undocumented.

use std::sync::Arc;

use axum::extract::{Path, State};
use serde::Deserialize;
use serde_json::json;

use super::answer::{Answer, Asked, done};
use crate::core::Core;
use crate::error::ApiError;
use crate::model::{Behaviour, RefundState};
use crate::{acts, wire};

/// How a refund goes on: by a plain yes or no, or by a status of Stripe's.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, untagged)]
pub(crate) enum Ending {
    Plain { succeed: bool },
    Status { status: RefundState },
}

/// How a dispute ends, as the seller sees it.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Verdict {
    win: bool,
}

pub(crate) async fn behaviour(State(core): State<Arc<Core>>) -> Answer {
    let behaviour = core.act(|books, _| Ok(books.behaviour)).await?;
    done(json!(behaviour))
}

/// Sets all choices; what is left out gets its default.
pub(crate) async fn set_behaviour(
    State(core): State<Arc<Core>>,
    Asked(behaviour): Asked<Behaviour>,
) -> Answer {
    core.act(move |books, _| {
        books.behaviour = behaviour;
        Ok(())
    })
    .await?;
    done(json!(behaviour))
}

pub(crate) async fn recover(State(core): State<Arc<Core>>, Path(id): Path<String>) -> Answer {
    let public_url = core.public_url.clone();
    let session = core.act(move |books, now_ms| {
        let id = acts::recover(books, now_ms, &public_url, &id)?;
        Ok(books.sessions.get(&id).map(|session| wire::session(session)))
    });
    done(json!({ "session": session.await? }))
}

pub(crate) async fn settle_refund(
    State(core): State<Arc<Core>>,
    Path(id): Path<String>,
    Asked(asked): Asked<Ending>,
) -> Answer {
    let state = match asked {
        Ending::Plain { succeed: true } => RefundState::Succeeded,
        Ending::Plain { succeed: false } => RefundState::Failed,
        Ending::Status { status } => status,
    };
    let refund = core.act(move |books, now_ms| {
        acts::settle_refund(books, now_ms, &id, state)?;
        Ok(books.refunds.get(&id).map(|refund| wire::refund(refund)))
    });
    done(json!({ "refund": refund.await? }))
}

pub(crate) async fn dispute(State(core): State<Arc<Core>>, Path(id): Path<String>) -> Answer {
    let dispute = core.act(move |books, now_ms| {
        let charge = books.charges.get(&id).cloned();
        let charge = charge.ok_or_else(|| ApiError::not_found("charge", &id))?;
        let id = acts::raise_dispute(books, now_ms, &charge)?;
        Ok(books.disputes.get(&id).map(|dispute| wire::dispute(dispute)))
    });
    done(json!({ "dispute": dispute.await? }))
}

pub(crate) async fn settle_dispute(
    State(core): State<Arc<Core>>,
    Path(id): Path<String>,
    Asked(asked): Asked<Verdict>,
) -> Answer {
    let dispute = core.act(move |books, now_ms| {
        acts::close_dispute(books, now_ms, &id, asked.win)?;
        Ok(books.disputes.get(&id).map(|dispute| wire::dispute(dispute)))
    });
    done(json!({ "dispute": dispute.await? }))
}

pub(crate) async fn twin(State(core): State<Arc<Core>>, Path(id): Path<String>) -> Answer {
    let event = core.act(move |books, now_ms| acts::twin(books, now_ms, &id)).await?;
    done(json!({ "event": event }))
}
