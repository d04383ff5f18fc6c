//! Who the tickets are for, and on to the payment page. Seats and time on the left, form on the
//! right, nothing else. Once the checkout has begun, the form is Stripe's, if the event says so.

mod on_our_page;

use super::trouble::{see_other, trouble};
use crate::api::typed;
use crate::components::hold_story::give_up;
use crate::components::{Notice, SeatLines, awaited};
use crate::context::{StripeForms, office, visitor};
use crate::words::{Moment, paths};
use domain::{CheckoutUi, Contact, HoldCard, HoldId, HoldPhase};
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_params_map;
use on_our_page::{Till, marks_scripts};

/// A browser may keep this page as it was when its buyer left for Stripe's, and show that again
/// when they come back: the hold has gone on meanwhile.
const LOOK_ANEW: &str = "addEventListener('pageshow', (e) => e.persisted && location.reload());";

/// The checkout of the hold of the address.
#[component]
pub fn CheckoutPage() -> impl IntoView {
    let office = office();
    let buyer = visitor().buyer;
    let hold = HoldId(use_params_map().get_untracked().get("hold").unwrap_or_default());
    let typed = typed::contact();
    let till = Till::of_this_page(&office);
    let nonce = use_context::<StripeForms>().map(|forms| forms.nonce);
    awaited(async move {
        match office.hold(&buyer, &hold).await {
            Ok(card) => match card.phase {
                HoldPhase::Active | HoldPhase::Opening | HoldPhase::Open => {
                    let look_anew = view! { <script nonce=nonce inner_html=LOOK_ANEW></script> };
                    (checkout(card, typed, till), look_anew).into_any()
                }
                HoldPhase::Closing
                | HoldPhase::Pending
                | HoldPhase::Sold
                | HoldPhase::Released
                | HoldPhase::RefundDue
                | HoldPhase::Refunded
                | HoldPhase::Review
                | HoldPhase::Voided => see_other(&paths::hold(&card.id)),
            },
            Err(denial) => trouble(denial),
        }
    })
}

fn checkout(card: HoldCard, typed: Option<Contact>, till: Option<Till>) -> AnyView {
    let starts = Moment::new(card.starts_at, &card.time_zone);
    let until = Moment::new(card.expires_at, &card.time_zone);
    let changing = (card.phase == HoldPhase::Active).then(|| card.id.clone());
    let secret = card.pay_by.as_ref().and_then(|pay_by| pay_by.client_secret());
    let form = match (card.phase == HoldPhase::Open, till, secret) {
        (true, Some(till), Some(secret)) => till.form(&card, secret),
        (true, _, _) => resume_form(&card).into_any(),
        (false, till, _) => pay_form(&card, typed, till.as_ref()).into_any(),
    };
    view! {
        <Title text=format!("Check out · {} · Holdfast", card.title) />
        <div class="checkout">
            <section class="checkout__seats">
                <p class="crumb">
                    <a href=paths::performance(card.performance)>"Back to the seats"</a>
                </p>
                <h1 class="checkout__title">{card.title.clone()}</h1>
                <p class="checkout__when">
                    <time datetime=starts.machine()>{starts.long()}</time>
                    <span>{card.venue.clone()}</span>
                </p>
                <SeatLines lines=card.lines.clone() total=card.total changing />
                <div class="checkout__time">
                    <p class="checkout__until">
                        "Held for you until "
                        <time datetime=until.machine()>{until.time()}</time> "."
                    </p>
                    {give_up(&card, "quiet-button")}
                </div>
            </section>
            <section class="checkout__form">
                <Notice />
                {form}
            </section>
        </div>
    }
    .into_any()
}

/// What was typed last is in it already: refused on this page, or else accepted before.
fn pay_form(card: &HoldCard, typed: Option<Contact>, till: Option<&Till>) -> impl IntoView + use<> {
    let contact = typed.or_else(|| card.contact.clone());
    let (name, email) = contact.map(|contact| (contact.name, contact.email)).unwrap_or_default();
    view! {
        <h2 class="checkout__heading">"Who are the tickets for?"</h2>
        <form method="post" action="/api/start_checkout">
            <input type="hidden" name="hold" value=card.id.0.clone() />
            {till.filter(|_| card.checkout_ui.is_on_our_page()).map(marks_scripts)}
            <div class="field">
                <label for="email">"E-mail"</label>
                <input
                    id="email"
                    type="email"
                    name="email"
                    autocomplete="email"
                    maxlength="254"
                    aria-describedby="email-why"
                    required
                    value=email
                />
                <p class="field__why" id="email-why">
                    "For your receipt. Nothing else is sent."
                </p>
            </div>
            <div class="field">
                <label for="name">"Name"</label>
                <input
                    id="name"
                    type="text"
                    name="name"
                    autocomplete="name"
                    maxlength="120"
                    aria-describedby="name-why"
                    required
                    value=name
                />
                <p class="field__why" id="name-why">
                    "Printed on the tickets."
                </p>
            </div>
            <button class="button button--wide" data-pay=card.id.0.clone()>
                {format!("Pay {}", card.total)}
            </button>
            <p class="checkout__small">
                {where_paid(card.checkout_ui)}
                " If the time runs out before you have paid, nothing is charged."
            </p>
        </form>
    }
}

fn where_paid(ui: CheckoutUi) -> &'static str {
    match ui {
        CheckoutUi::HostedPage => "You pay on Stripe’s page.",
        CheckoutUi::EmbeddedPage | CheckoutUi::Elements => "You pay by Stripe, on the next page.",
    }
}

fn resume_form(card: &HoldCard) -> impl IntoView + use<> {
    view! {
        <h2 class="checkout__heading">"Your payment page is open"</h2>
        <p>"You started to pay for these seats. Go on where you left off."</p>
        <form method="post" action="/api/resume_checkout">
            <input type="hidden" name="hold" value=card.id.0.clone() />
            <button class="button button--wide" data-pay=card.id.0.clone()>
                {format!("Pay {}", card.total)}
            </button>
        </form>
    }
}
