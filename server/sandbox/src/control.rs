//! The control interface below `/sandbox`: what tests need and Stripe does not offer.
//!
//! JSON in and out, unknown fields refused in words. No keys: it is for loopback only.

mod answer;
mod clock;
mod ledger;
mod odd;
mod pay;
mod webhooks;

use std::sync::Arc;

use axum::Router;
use axum::extract::{DefaultBodyLimit, Request, State};
use axum::http::Method;
use axum::middleware::{Next, from_fn};
use axum::response::Response;
use axum::routing::{get, post};
use serde_json::json;

use answer::{Answer, Asked, done};

use crate::core::Core;
use crate::faults::Fault;
use crate::pages::is_from_here;
pub(crate) use ledger::sums;
pub(crate) use webhooks::register;

const BODY_BYTES_MAX: usize = 64 * 1024;

/// All its routes.
pub(crate) fn router() -> Router<Arc<Core>> {
    Router::new()
        .route("/clock", get(clock::show).post(clock::set))
        .route("/pay/{session}", post(pay::pay))
        .route("/authenticate/{session}", post(pay::authenticate))
        .route("/faults", get(show_faults).post(order_fault).delete(clear_faults))
        .route("/requests", get(show_requests).delete(clear_requests))
        .route("/behaviour", get(odd::behaviour).post(odd::set_behaviour))
        .route("/sessions/{session}/recover", post(odd::recover))
        .route("/refunds/{refund}/settle", post(odd::settle_refund))
        .route("/charges/{charge}/dispute", post(odd::dispute))
        .route("/disputes/{dispute}/settle", post(odd::settle_dispute))
        .route("/events/{event}/twin", post(odd::twin))
        .route("/ledger", get(ledger::show))
        .route("/webhooks", get(webhooks::show))
        .route("/webhooks/endpoint", post(webhooks::set_endpoint).delete(webhooks::drop_endpoint))
        .route("/webhooks/pause", post(webhooks::pause))
        .route("/webhooks/resume", post(webhooks::resume))
        .route("/webhooks/faults", post(webhooks::faults))
        .route("/webhooks/resend/{event}", post(webhooks::resend))
        .layer(DefaultBodyLimit::max(BODY_BYTES_MAX))
        .layer(from_fn(only_from_here))
}

/// Lets no page of another site give orders; curl and tests, which are no browsers, may.
async fn only_from_here(request: Request, next: Next) -> Response {
    if request.method() != Method::GET && !is_from_here(request.headers()) {
        return answer::forbidden("The page of another site cannot give orders here.");
    }
    next.run(request).await
}

async fn show_requests(State(core): State<Arc<Core>>) -> Answer {
    let requests = core.requests();
    let asked: Vec<_> = requests.newest().cloned().collect();
    done(json!({ "requests": asked, "forgotten": requests.forgotten() }))
}

async fn clear_requests(State(core): State<Arc<Core>>) -> Answer {
    core.requests().clear();
    done(json!({ "requests": [], "forgotten": 0 }))
}

async fn show_faults(State(core): State<Arc<Core>>) -> Answer {
    done(json!({ "faults": core.faults().all() }))
}

async fn order_fault(State(core): State<Arc<Core>>, Asked(fault): Asked<Fault>) -> Answer {
    core.faults().order(fault);
    done(json!({ "faults": core.faults().all() }))
}

async fn clear_faults(State(core): State<Arc<Core>>) -> Answer {
    core.faults().clear();
    done(json!({ "faults": [] }))
}

#[cfg(test)]
mod tests {
    use crate::model::Behaviour;

    const README: &str = include_str!("../README.md");

    #[test]
    fn the_readme_tells_of_every_path() {
        let source = include_str!("control.rs");
        let routes = source.split(".route(\"").skip(1).filter_map(|rest| rest.split('"').next());
        let paths: Vec<&str> = routes.filter(|path| path.starts_with('/')).collect();
        assert!(paths.len() > 15, "{paths:?}");
        for path in paths {
            assert!(README.contains(&format!(" /sandbox{path}`")), "{path} is not in the README");
        }
    }

    #[test]
    fn the_readme_tells_of_every_behaviour_and_its_default() {
        let behaviour = serde_json::to_value(Behaviour::default()).expect("JSON");
        for (name, value) in behaviour.as_object().expect("an object") {
            let value = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
            let row = README.lines().find(|line| line.starts_with(&format!("| `{name}` |")));
            let row = row.unwrap_or_else(|| panic!("{name} is not in the README"));
            assert!(row.contains(&format!("| `{value}`")), "{name} begins as {value}: {row}");
        }
    }
}
