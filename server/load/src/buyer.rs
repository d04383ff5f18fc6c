//! A buyer's journey over the shop's plain forms: look at the programme and a seat map, hold seats,
//! read the checkout page, hesitate, then pay at the stand-in or leave without a word.

use crate::address::Address;
use crate::browser::Browser;
use crate::crowd::Crowd;
use crate::wire::{Reply, Trouble};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use std::time::Duration;
use tokio::time::{Instant, sleep_until};

/// Walks through the shop from `due` on, and answers how that ended, in words.
pub(crate) async fn buy(crowd: &Crowd, due: Instant) -> String {
    match walk(crowd, due).await {
        Ok(ending) | Err(Ended::Otherwise(ending)) => ending,
        Err(Ended::Trouble(trouble)) => format!("failed: {trouble}"),
    }
}

enum Ended {
    Trouble(Trouble),
    Otherwise(String),
}

impl From<Trouble> for Ended {
    fn from(trouble: Trouble) -> Self {
        Self::Trouble(trouble)
    }
}

async fn walk(crowd: &Crowd, due: Instant) -> Result<String, Ended> {
    let mut chance = fastrand::Rng::new();
    let mut browser = Browser::new(crowd);
    let wish = crowd.stage.wish(crowd.seats, &mut chance);
    good(&browser.page("programme", due, "/").await?)?;
    let due = think(crowd.look, &mut chance).await;
    good(&browser.page("seat map", due, &format!("/performances/{}", wish.performance)).await?)?;

    let due = think(crowd.look, &mut chance).await;
    let held = browser.submit("hold", due, ("/api/hold_seats", wish.form())).await?;
    let checkout = led_on(&held, "/checkout/")?;
    let hold = checkout.trim_start_matches("/checkout/").to_owned();
    good(&browser.page("checkout page", Instant::now(), &checkout).await?)?;

    let due = think(crowd.hesitate, &mut chance).await;
    if chance.f64() >= crowd.share_who_pay {
        return Ok("left without paying".to_owned());
    }
    let who = format!("hold={hold}&name=Ada%20Moss&email=ada%40example.com");
    let sent_on = browser.submit("to payment", due, ("/api/start_checkout", who)).await?;
    let payment_page = led_on(&sent_on, "http")?;
    pay(crowd, &mut browser, &payment_page, &mut chance).await
}

/// Pays at the stand-in's page and comes back for the tickets.
async fn pay(
    crowd: &Crowd,
    browser: &mut Browser<'_>,
    payment_page: &str,
    chance: &mut fastrand::Rng,
) -> Result<String, Ended> {
    let Ok((there, path)) = Address::split(payment_page) else {
        return Ok("left at a payment page that is no stand-in's".to_owned());
    };
    if !crowd.may_ask(&there) {
        return Ok("left at a payment page on another machine".to_owned());
    }
    let card = "email=ada%40example.com&method=card&number=4242424242424242&expiry=12%20%2F%2040\
                &code=123&name=Ada%20Moss";
    let due = think(crowd.look, chance).await;
    let paid = browser.submit_elsewhere("pay", due, (&there, &path, card.to_owned())).await?;
    let back = led_on(&paid, "http")?;
    let back = Address::split(&back).map_or(back, |(_, path)| path);
    let settled = browser.page("come back", Instant::now(), &back).await?;
    let order = led_on(&settled, "/orders/")?;
    good(&browser.page("tickets", Instant::now(), &order).await?)?;
    Ok("bought".to_owned())
}

/// Thinks for about this long, and answers when the next request was due.
async fn think(mean: Duration, chance: &mut fastrand::Rng) -> Instant {
    let until = Instant::now() + mean.mul_f64(-(1.0 - chance.f64()).ln().max(-10.0));
    sleep_until(until).await;
    until
}

fn good(reply: &Reply) -> Result<(), Ended> {
    match reply.status.is_success() {
        true => Ok(()),
        false => Err(Ended::Otherwise(format!("failed: status {}", reply.status.as_u16()))),
    }
}

/// Where a form led: to something that begins so, or back with a refusal.
fn led_on(reply: &Reply, to: &str) -> Result<String, Ended> {
    let location = reply.location();
    let refusal = refusal(location);
    if reply.status.is_redirection() && location.starts_with(to) && refusal.is_none() {
        return Ok(location.to_owned());
    }
    Err(Ended::Otherwise(match refusal {
        Some(code) => format!("refused: {code}"),
        None => format!("failed: status {}", reply.status.as_u16()),
    }))
}

/// The name in a refusal's code, as in `seat_taken` of `?no=seat_taken.3`.
pub(crate) fn refusal(location: &str) -> Option<&str> {
    let (_, query) = location.split_once('?')?;
    let code = query.split('&').find_map(|pair| pair.strip_prefix("no="))?;
    code.split('.').next()
}

/// Text as forms spell it.
pub(crate) fn encoded(text: &str) -> String {
    utf8_percent_encode(text, NON_ALPHANUMERIC).to_string()
}

#[cfg(test)]
mod tests {
    use super::refusal;

    #[test]
    fn a_refusal_is_read_from_where_a_form_leads() {
        assert_eq!(refusal("/performances/3?no=seat_taken.4.5"), Some("seat_taken"));
        assert_eq!(refusal("/?a=b&no=busy"), Some("busy"));
        assert_eq!(refusal("/checkout/0198"), None);
    }
}
