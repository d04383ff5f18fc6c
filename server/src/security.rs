//! What every answer says to browsers about itself: content security policy, no sniffing, no
//! framing, and what may be kept. And the guard against forms from other sites.
//!
//! Source: OWASP ASVS 5.0 level 2. The webhook door is the only address without the guard: it
//! proves its sender by a signature.

use crate::pages;
use crate::shop::Shop;
use app::context::StripeForms;
use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::Response;
use box_office::payments::API_VERSION;
use http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, Uri, header};
use tower_http::csrf::{ConfigError, CsrfLayer, ProtectionError};

/// Where Stripe posts to.
pub const WEBHOOK_PATH: &str = "/webhooks/stripe";

const FIXED: [(HeaderName, &str); 5] = [
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::REFERRER_POLICY, "same-origin"),
    (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
    (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
    (
        HeaderName::from_static("permissions-policy"),
        "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    ),
];
const HSTS: &str = "max-age=63072000; includeSubDomains";
/// For whatever is not one of the shop's pages: nothing may run.
const BARE: &str = "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'; \
                    frame-ancestors 'none'";
/// Paths whose answers are about one person.
const PERSONAL: [&str; 6] = ["/checkout", "/holds", "/orders", "/admin", "/api", "/rehearsal"];

/// The policy of pages, but for the nonce of this answer.
#[derive(Clone, Debug)]
pub struct PagePolicy {
    form_action: String,
    connect: &'static str,
    forms: FormSources,
}

/// Where Stripe.js and its forms come from, for the pages of ours that show one. No other page may
/// load anything from there.
#[derive(Clone, Debug)]
pub struct FormSources {
    script: String,
    scripts: String,
    frames: String,
    connect: String,
    images: String,
    wallets: String,
}

impl FormSources {
    /// Stripe itself.
    ///
    /// Source: Stripe's security guide, content security policy for Stripe.js.
    pub fn stripe() -> Self {
        let scripts = "https://js.stripe.com https://*.js.stripe.com";
        Self {
            script: stripe_js("https://js.stripe.com"),
            scripts: scripts.to_owned(),
            frames: format!("{scripts} https://hooks.stripe.com"),
            connect: "https://api.stripe.com".to_owned(),
            images: "https://*.stripe.com".to_owned(),
            wallets: "\"https://js.stripe.com\"".to_owned(),
        }
    }

    /// A stand-in for Stripe, which has all of it at one place.
    pub fn at(origin: &str) -> Self {
        let origin = origin.to_owned();
        Self {
            script: stripe_js(&origin),
            scripts: origin.clone(),
            frames: origin.clone(),
            connect: origin.clone(),
            wallets: format!("\"{origin}\""),
            images: origin,
        }
    }
}

/// The script of the release train whose API the shop speaks.
fn stripe_js(origin: &str) -> String {
    let train = API_VERSION.split('.').next_back().unwrap_or_default();
    format!("{origin}/{train}/stripe.js")
}

impl PagePolicy {
    /// A policy that lets forms lead to the payment page's origin.
    ///
    /// Shape: `is_watched` also allows the socket of `cargo leptos watch`.
    pub fn new(payment_origin: &str, forms: FormSources, is_watched: bool) -> Self {
        let connect = if is_watched { "'self' ws:" } else { "'self'" };
        Self { form_action: payment_origin.to_owned(), connect, forms }
    }

    /// The header's text for scripts that carry this nonce.
    pub fn text(&self, nonce: &str) -> String {
        format!(
            "default-src 'none'; script-src 'self' 'wasm-unsafe-eval' 'nonce-{nonce}'; \
             style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src {}; \
             form-action 'self' {}; base-uri 'none'; frame-ancestors 'none'",
            self.connect, self.form_action
        )
    }

    /// What a page says and loads that shows a form of Stripe's.
    pub(crate) fn with_forms(&self, nonce: &str) -> StripeForms {
        let FormSources { script, scripts, frames, connect, images, wallets } = &self.forms;
        let policy = format!(
            "default-src 'none'; script-src 'self' 'wasm-unsafe-eval' 'nonce-{nonce}' {scripts}; \
             style-src 'self'; img-src 'self' data: {images}; font-src 'self'; \
             connect-src {} {connect}; frame-src {frames}; form-action 'self' {}; \
             base-uri 'none'; frame-ancestors 'none'",
            self.connect, self.form_action
        );
        let permissions =
            format!("camera=(), geolocation=(), microphone=(), payment=(self {wallets}), usb=()");
        StripeForms { script: script.clone(), nonce: nonce.to_owned(), policy, permissions }
    }
}

/// Puts the headers on every answer; a page brings its own policy.
pub(crate) async fn seal(State(shop): State<Shop>, request: Request, next: Next) -> Response {
    let is_personal = is_personal(request.uri().path());
    let mut response = next.run(request).await;
    sealed(&shop, is_personal, response.headers_mut());
    response
}

/// Puts the headers on one answer.
///
/// Shape: `is_personal` answers are about one person.
pub(crate) fn sealed(shop: &Shop, is_personal: bool, headers: &mut HeaderMap) {
    for (name, value) in FIXED {
        headers.entry(name).or_insert(HeaderValue::from_static(value));
    }
    let bare = HeaderValue::from_static(BARE);
    headers.entry(header::CONTENT_SECURITY_POLICY).or_insert(bare);
    if shop.is_https {
        headers.insert(header::STRICT_TRANSPORT_SECURITY, HeaderValue::from_static(HSTS));
    }
    if is_personal {
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    } else if is_html(headers) {
        let revalidate = HeaderValue::from_static("private, no-cache");
        headers.entry(header::CACHE_CONTROL).or_insert(revalidate);
    }
}

/// How a request of another site is answered.
type Refuse = fn(ProtectionError) -> Response;

/// The guard against cross-site requests: `Sec-Fetch-Site`, else `Origin` against the host.
///
/// Why: server functions are public endpoints, and Leptos guards none of them.
pub(crate) fn same_site_only(public_url: &str) -> Result<CsrfLayer<Refuse>, ConfigError> {
    let layer = CsrfLayer::new()
        .add_trusted_origin(public_url)?
        .with_insecure_bypass(|_: &Method, uri: &Uri| uri.path() == WEBHOOK_PATH);
    Ok(layer.with_rejection_response(refuse as fn(ProtectionError) -> Response))
}

fn refuse(error: ProtectionError) -> Response {
    tracing::info!(%error, "a cross-site request was refused");
    pages::page(StatusCode::FORBIDDEN)
}

fn is_personal(path: &str) -> bool {
    PERSONAL.iter().any(|start| {
        path.strip_prefix(start).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    })
}

fn is_html(headers: &HeaderMap) -> bool {
    let kind = headers.get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
    kind.is_some_and(|kind| kind.starts_with("text/html"))
}

#[cfg(test)]
mod tests {
    use super::{FormSources, PagePolicy};

    fn policies(forms: FormSources) -> (String, String, String) {
        let policy = PagePolicy::new("https://checkout.stripe.com", forms, false);
        let with_forms = policy.with_forms("n0");
        (policy.text("n0"), with_forms.policy, with_forms.script)
    }

    #[test]
    fn only_a_page_with_a_form_of_stripes_allows_what_stripe_lists() {
        let (plain, with_form, script) = policies(FormSources::stripe());
        assert!(!plain.contains("js.stripe.com"), "{plain}");
        assert!(!plain.contains("frame-src"), "{plain}");
        for part in [
            "'nonce-n0' https://js.stripe.com https://*.js.stripe.com;",
            "frame-src https://js.stripe.com https://*.js.stripe.com https://hooks.stripe.com;",
            "connect-src 'self' https://api.stripe.com;",
            "img-src 'self' data: https://*.stripe.com;",
            "form-action 'self' https://checkout.stripe.com;",
        ] {
            assert!(with_form.contains(part), "{part}: {with_form}");
        }
        assert_eq!(script, "https://js.stripe.com/endive/stripe.js");
    }

    #[test]
    fn a_stand_in_changes_the_addresses_and_nothing_else() {
        let (_, with_form, script) = policies(FormSources::at("http://127.0.0.1:3001"));
        assert!(with_form.contains("frame-src http://127.0.0.1:3001;"), "{with_form}");
        assert!(!with_form.contains("js.stripe.com"), "{with_form}");
        assert_eq!(script, "http://127.0.0.1:3001/endive/stripe.js");
    }
}
