//! What stands in the log, and what must not.

use crate::buying::{check_out, hold_two, pay};
use crate::house::House;
use http::Method;
use std::io::Write;
use std::sync::{Arc, Mutex, OnceLock};
use tracing_subscriber::filter::Targets;
use tracing_subscriber::fmt::layer;
use tracing_subscriber::layer::{Layer, SubscriberExt};
use tracing_subscriber::registry;
use tracing_subscriber::util::SubscriberInitExt;

/// Everything that the crates of the shop logged, in whichever test of this program.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl Log {
    /// Begins to hear, if nobody has begun.
    fn hear() -> &'static Self {
        static LOG: OnceLock<Log> = OnceLock::new();
        LOG.get_or_init(|| {
            let log = Self::default();
            let ours: Targets = "off,box_office=trace,server=trace,app=trace".parse().unwrap();
            let writer = log.clone();
            let lines = layer().with_ansi(false).with_writer(move || writer.clone());
            registry().with(lines.with_filter(ours)).init();
            log
        })
    }

    fn text(&self) -> String {
        String::from_utf8(self.0.lock().unwrap().clone()).unwrap()
    }
}

impl Write for Log {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

#[tokio::test]
async fn what_opens_tickets_stands_in_no_log_line() {
    let log = Log::hear();
    let house = House::open().await;
    let buyer = house.browser();
    let checkout = hold_two(&house, &buyer).await;
    let payment_page = check_out(&buyer, &checkout).await;
    let session = payment_page.rsplit('/').next().unwrap();

    let back = pay(&buyer, &payment_page).await;
    let order = crate::house::location(&buyer.get(&back).await);
    house.advance_ms(120_000).await;
    house.shop.office.reconcile().await.unwrap();
    let is_told = || log.text().contains(&session[..16]);
    for _ in 0..1_000 {
        if is_told() {
            break;
        }
        buyer.page("/healthz").await;
    }
    assert!(is_told(), "its webhook comes, and enough of its name is logged");
    house.shop.close().await;

    let text = log.text();
    let (_, key) = order.rsplit_once('/').unwrap();
    for secret in [session, key] {
        let told = text.lines().find(|line| line.contains(secret));
        assert_eq!(told, None, "{secret}");
    }
}

#[tokio::test]
async fn each_answer_of_stripes_is_logged_with_its_request_id() {
    let log = Log::hear();
    let house = House::open().await;
    let buyer = house.browser();
    let checkout = hold_two(&house, &buyer).await;
    check_out(&buyer, &checkout).await;
    let text = log.text();
    let told = |line: &&str| line.contains("Stripe answered") && line.contains("create_session");
    let line = text.lines().find(told).unwrap();
    assert!(line.contains("request_id=\"req_") && line.contains("status=200"), "{line}");
    house.shop.close().await;
}

#[tokio::test]
async fn a_thin_event_is_refused_with_a_line_that_says_what_to_do() {
    let log = Log::hear();
    let secret = "whsec_of_a_rehearsal";
    let house = House::open_with(&[
        "--stripe-secret-key=sk_test_x",
        "--stripe-api-url=http://127.0.0.1:9",
        &format!("--stripe-webhook-secrets={secret}"),
    ])
    .await;
    let thin = "{\"id\":\"evt_1\",\"object\":\"v2.core.event\",\"livemode\":false}";
    let now = house.shop.office.clock().now().seconds();
    let signature = stripe_sandbox::signature_header(&[secret.to_owned()], now, thin.as_bytes());
    let headers = [("stripe-signature", signature.as_str()), ("content-type", "application/json")];

    let answer = house.browser().send(Method::POST, "/webhooks/stripe", thin, &headers).await;

    assert_eq!(answer.status().as_u16(), 400);
    let said = "subscribe this endpoint to snapshot events";
    assert!(answer.text().await.unwrap().contains(said));
    assert!(log.text().lines().any(|line| line.contains(said)), "{}", log.text());
    house.shop.close().await;
}
