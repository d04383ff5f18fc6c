//! A bot: takes as many seats as it may without looking at anything, and never pays. Each is a
//! stranger with a cookie of its own.

use crate::browser::Browser;
use crate::buyer::refusal;
use crate::crowd::Crowd;
use tokio::time::Instant;

/// Grabs seats at `due`, and answers how that ended, in words.
pub(crate) async fn grab(crowd: &Crowd, due: Instant) -> String {
    let wish = crowd.stage.wish(crowd.bot_seats, &mut fastrand::Rng::new());
    let form = ("/api/hold_seats", wish.form());
    match Browser::new(crowd).submit("bot's hold", due, form).await {
        Ok(reply) => match refusal(reply.location()) {
            None if reply.location().starts_with("/checkout/") => "bot: held".to_owned(),
            None => format!("bot: failed: status {}", reply.status.as_u16()),
            Some(code) => format!("bot: refused: {code}"),
        },
        Err(trouble) => format!("bot: failed: {trouble}"),
    }
}
