//! Paying without leaving the checkout page: Stripe's whole form, or its components in our layout.
//!
//! The server draws the frame and the words; `on_our_page.mjs` mounts what is Stripe's, and takes
//! it away the moment the hold bar says that the hold is no longer running.

use crate::context::StripeForms;
use crate::words::paths;
use box_office::BoxOffice;
use domain::{CheckoutUi, ClientSecret, HoldCard};
use http::header::CONTENT_SECURITY_POLICY;
use http::{HeaderName, HeaderValue};
use leptos::prelude::*;
use leptos_axum::ResponseOptions;

const SCRIPT: &str = include_str!("on_our_page.mjs");
const MARK: &str = "document.getElementById('on-our-page').value = 'yes';";

/// What a page needs to show a form of Stripe's.
#[derive(Clone)]
pub(super) struct Till {
    forms: StripeForms,
    answer: ResponseOptions,
    key: String,
    takes_codes: bool,
}

/// A field that says whether this browser runs scripts: only then can a form of Stripe's be shown.
pub(super) fn marks_scripts(till: &Till) -> impl IntoView + use<> {
    view! {
        <input type="hidden" name="on_our_page" id="on-our-page" value="" />
        <script nonce=till.forms.nonce.clone() inner_html=MARK></script>
    }
}

impl Till {
    /// Taken from the context before the first await; none where no such form can be shown.
    pub(super) fn of_this_page(office: &BoxOffice) -> Option<Self> {
        let key = office.publishable_key()?.to_owned();
        let takes_codes = office.takes_promotion_codes();
        Some(Self { forms: use_context()?, answer: use_context()?, key, takes_codes })
    }

    /// The form of an open session, in its shape.
    pub(super) fn form(self, card: &HoldCard, secret: &ClientSecret) -> AnyView {
        self.allow_stripe();
        let done = secret.session().map(|session| paths::checkout_return(&session));
        let left_ms = (card.expires_at.0 - card.server_now.0).max(0);
        let components = match card.checkout_ui {
            CheckoutUi::Elements => Some(components(card, self.takes_codes)),
            CheckoutUi::HostedPage | CheckoutUi::EmbeddedPage => None,
        };
        view! {
            <div
                class="on-our-page"
                data-pay-here=card.id.0.clone()
                data-ui=card.checkout_ui.name()
                data-key=self.key
                data-secret=secret.0.clone()
                data-done=done
                data-left=left_ms.to_string()
            >
                <h2 class="checkout__heading">"How would you like to pay?"</h2>
                <noscript>
                    <p class="notice">
                        "This form needs JavaScript. To pay without it, give up these seats and \
                         take them again: you then pay on Stripe’s own page."
                    </p>
                </noscript>
                <div class="on-our-page__form" data-part="form" aria-busy="true"></div>
                {components}
                <p class="notice" role="alert" data-part="trouble" hidden></p>
                <p class="checkout__small">
                    "If the time runs out before you have paid, nothing is charged."
                </p>
            </div>
            {end(card)}
            // ours first: it hears of the hold's end while Stripe's is still on its way
            <script type="module" nonce=self.forms.nonce inner_html=SCRIPT></script>
            <script src=self.forms.script data-part="stripe" defer></script>
        }
        .into_any()
    }

    /// This answer alone may load what is Stripe's.
    fn allow_stripe(&self) {
        let headers = [
            (CONTENT_SECURITY_POLICY, &self.forms.policy),
            (HeaderName::from_static("permissions-policy"), &self.forms.permissions),
        ];
        for (name, text) in headers {
            if let Ok(value) = HeaderValue::from_str(text) {
                self.answer.insert_header(name, value);
            }
        }
    }
}

/// What stands around Stripe's fields in our own layout.
fn components(card: &HoldCard, takes_codes: bool) -> impl IntoView + use<> {
    view! {
        {takes_codes.then(promotion_code)}
        <dl class="on-our-page__sum" aria-live="polite">
            <div data-part="subtotal" hidden>
                <dt>"Seats"</dt>
                <dd></dd>
            </div>
            <div data-part="discount" hidden>
                <dt>
                    <span></span>
                    <button type="button" class="quiet-button">
                        "Remove"
                    </button>
                </dt>
                <dd></dd>
            </div>
            <div data-part="tax" hidden>
                <dt>"Tax"</dt>
                <dd></dd>
            </div>
            <div data-part="total">
                <dt>"Total"</dt>
                <dd>{card.total.to_string()}</dd>
            </div>
        </dl>
        <button type="button" class="button button--wide" data-part="pay" disabled>
            {format!("Pay {}", card.total)}
        </button>
    }
}

fn promotion_code() -> impl IntoView {
    view! {
        <details class="on-our-page__code">
            <summary>"I have a promotion code"</summary>
            <form data-part="code">
                <label class="visually-hidden" for="code">
                    "Promotion code"
                </label>
                <input id="code" name="code" autocomplete="off" maxlength="60" required />
                <button class="button button--quiet">"Apply"</button>
                <p role="alert" data-part="code-trouble"></p>
            </form>
        </details>
    }
}

/// What the page says once the hold is over; the hold bar brings the words.
fn end(card: &HoldCard) -> impl IntoView + use<> {
    view! {
        <div class="on-our-page__end" data-part="end" hidden>
            <h2 class="checkout__heading" data-part="heading" tabindex="-1">
                "Your hold has ended"
            </h2>
            <p role="status" data-part="words"></p>
            <div class="state__next">
                <form method="post" action="/api/hold_again" data-part="again" hidden>
                    <input type="hidden" name="hold" value=card.id.0.clone() />
                    <button class="button">"Get them back"</button>
                </form>
                <a class="button button--quiet" href=paths::performance(card.performance)>
                    "Choose other seats"
                </a>
            </div>
        </div>
    }
}

#[cfg(test)]
mod tests {
    use super::{MARK, SCRIPT};

    #[test]
    fn the_scripts_can_stand_inside_a_page() {
        for script in [MARK, SCRIPT] {
            assert!(!script.contains("</script") && !script.contains("<!--"));
        }
    }
}
