//! The looks of the payment page: the bill on one side, the form on the other.

use super::html::{Page, esc};
use super::money::money;
use super::promotion::below_the_lines;
use crate::model::{LineItem, Session, TEST_CARDS, UiMode};

/// What the buyer typed, kept so that a mistake costs one field only.
#[derive(Debug, Default)]
pub(crate) struct Typed {
    pub(crate) email: String,
    pub(crate) method: String,
    pub(crate) number: String,
    pub(crate) expiry: String,
    pub(crate) code: String,
    pub(crate) name: String,
}

/// What is wrong, by field; `whole` is about none of them.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Problems {
    pub(crate) whole: Option<&'static str>,
    pub(crate) email: Option<&'static str>,
    pub(crate) number: Option<&'static str>,
    pub(crate) expiry: Option<&'static str>,
    pub(crate) code: Option<&'static str>,
    pub(crate) name: Option<&'static str>,
    pub(crate) promotion: Option<&'static str>,
}

impl Problems {
    pub(crate) fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// What is wrong with each field, in the order of the form.
    pub(crate) fn by_field(&self) -> [(&'static str, Option<&'static str>); 5] {
        [
            ("email", self.email),
            ("number", self.number),
            ("expiry", self.expiry),
            ("code", self.code),
            ("name", self.name),
        ]
    }
}

/// The page of an open session.
pub(crate) fn pay_page(session: &Session, typed: &Typed, problems: &Problems) -> Page {
    let total = money(session.totals.amount, &session.totals.currency);
    let body = format!(
        "<main class=\"checkout\">{}{}</main>",
        summary(session, &total, problems.promotion),
        form(session, typed, problems, &total)
    );
    let title = if problems.is_empty() { "Pay" } else { "Problem with your payment: Pay" };
    let leads_to = session.urls.success.clone();
    Page { leads_to, ..Page::new(&format!("{title} {total}"), body) }
}

/// The bill: the total, its lines, and the way back.
pub(crate) fn summary(session: &Session, total: &str, problem: Option<&str>) -> String {
    let line = |item: &LineItem| {
        let note = match (item.quantity, item.description.as_deref()) {
            (1, None) => String::new(),
            (1, Some(text)) => format!("<small>{}</small>", esc(text)),
            (n, text) => {
                let each = money(item.unit_amount, &session.totals.currency);
                let text = text.map(|text| format!("{} · ", esc(text))).unwrap_or_default();
                format!("<small>{text}{n} × {each}</small>")
            }
        };
        let price = money(item.amount(), &session.totals.currency);
        let name = esc(&item.name);
        format!(
            "<li><span class=\"what\">{name}{note}</span><span class=\"price\">{price}</span></li>"
        )
    };
    let lines: String = session.totals.items.iter().map(line).collect();
    let cancel = session.urls.cancel.as_deref().map(|url| {
        let to = esc(&session.address(url));
        format!("<p><a href=\"{to}\">Cancel and go back</a></p>")
    });
    format!(
        "<section class=\"summary\" aria-labelledby=\"due\">\
         <h1 id=\"due\">To pay <span class=\"total\">{total}</span></h1>\
         <ul class=\"items\">{lines}</ul>{}{}</section>",
        below_the_lines(session, problem),
        cancel.unwrap_or_default()
    )
}

/// The form with its button.
pub(crate) fn form(session: &Session, typed: &Typed, problems: &Problems, total: &str) -> String {
    let alert =
        problems.whole.map(|text| format!("<p class=\"alert\" role=\"alert\">{}</p>", esc(text)));
    let email = Field { id: "email", label: "E-mail", complete: "email", mode: "email" };
    let is_free = session.totals.amount == 0;
    let (paying, button) = match is_free {
        true => (String::new(), "Complete order".to_owned()),
        false => (methods(session, typed, problems), format!("Pay {total}")),
    };
    let said = session
        .submit_message
        .as_deref()
        .map(|text| format!("<p class=\"said\">{}</p>", esc(text)));
    format!(
        "<section aria-labelledby=\"how\"><form class=\"pay\" method=\"post\" \
         action=\"/c/pay/{}\" novalidate>\
         <h2 id=\"how\">Your details</h2>{}{}{paying}\
         <button class=\"button\" type=\"submit\">{button}</button>{}{}</form></section>",
        esc(&session.id),
        alert.unwrap_or_default(),
        email.html(&typed.email, problems.email),
        said.unwrap_or_default(),
        if is_free { String::new() } else { hint() }
    )
}

/// The ways to pay, with the fields of a card.
pub(crate) fn methods(session: &Session, typed: &Typed, problems: &Problems) -> String {
    let offered: Vec<(&str, &str)> = [
        ("card", "card", "Card"),
        ("us_bank_account", "debit_succeeds", "Bank debit that succeeds"),
        ("us_bank_account", "debit_fails", "Bank debit that fails"),
    ]
    .into_iter()
    .filter(|(kind, ..)| session.is_allowed(kind))
    .map(|(_, value, label)| (value, label))
    .collect();
    let is_known = offered.iter().any(|(value, _)| *value == typed.method);
    let radio = |(at, (value, label)): (usize, &(&str, &str))| {
        let is_chosen = if is_known { *value == typed.method } else { at == 0 };
        let checked = if is_chosen { " checked" } else { "" };
        format!(
            "<label><input type=\"radio\" name=\"method\" value=\"{value}\"{checked}>\
             {label}</label>"
        )
    };
    let radios: String = offered.iter().enumerate().map(radio).collect();
    format!(
        "<fieldset><legend>Pay with</legend><div class=\"methods\">{radios}</div></fieldset>{}",
        card_fields(session, typed, problems)
    )
}

fn card_fields(session: &Session, typed: &Typed, problems: &Problems) -> String {
    let number =
        Field { id: "number", label: "Card number", complete: "cc-number", mode: "numeric" };
    let expiry = Field { id: "expiry", label: "Expiry", complete: "cc-exp", mode: "numeric" };
    let code = Field { id: "code", label: "Security code", complete: "cc-csc", mode: "numeric" };
    let name = Field { id: "name", label: "Name on card", complete: "cc-name", mode: "text" };
    let name = match session.ui_mode {
        UiMode::HostedPage | UiMode::EmbeddedPage => name.html(&typed.name, problems.name),
        UiMode::Elements => String::new(),
    };
    // The number and the code are never sent back.
    format!(
        "<div class=\"card-fields\">{}<div class=\"pair\">{}{}</div>{}</div>",
        number.html("", problems.number),
        expiry.html(&typed.expiry, problems.expiry),
        code.html("", problems.code),
        name
    )
}

/// One labelled input with its message.
struct Field {
    id: &'static str,
    label: &'static str,
    complete: &'static str,
    mode: &'static str,
}

impl Field {
    fn html(&self, value: &str, problem: Option<&str>) -> String {
        let Self { id, label, complete, mode } = self;
        let kind = if *mode == "email" { "email" } else { "text" };
        let (marks, message) = match problem {
            None => (String::new(), String::new()),
            Some(text) => (
                format!(" aria-invalid=\"true\" aria-describedby=\"{id}-problem\""),
                format!("<p class=\"problem\" id=\"{id}-problem\">{}</p>", esc(text)),
            ),
        };
        format!(
            "<div class=\"field\"><label for=\"{id}\">{label}</label>\
             <input id=\"{id}\" name=\"{id}\" type=\"{kind}\" inputmode=\"{mode}\" \
             autocomplete=\"{complete}\" value=\"{}\"{marks}>{message}</div>",
            esc(value)
        )
    }
}

/// The test cards, folded.
pub(crate) fn hint() -> String {
    let card = |number: &str, what: &str| {
        let groups: Vec<&str> =
            [0, 4, 8, 12].iter().filter_map(|&at| number.get(at..at + 4)).collect();
        format!("<dt>{}</dt><dd>{what}</dd>", groups.join(" "))
    };
    let cards: String = TEST_CARDS.iter().map(|(number, _, _, what)| card(number, what)).collect();
    format!(
        "<details class=\"hint\"><summary>Test cards</summary>\
         <p class=\"soft\">Any expiry ahead, any security code, any name.</p>\
         <dl>{cards}</dl></details>"
    )
}
