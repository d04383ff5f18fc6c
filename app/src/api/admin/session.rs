//! Signing in and out. The cookie holds a random token; what it stands for stays in the store.

use crate::api::ShopError;
use leptos::prelude::*;
use leptos::server_fn::codec::Postcard;

#[cfg(feature = "ssr")]
use {
    super::paths,
    crate::api::desk::Desk,
    crate::context::{self, ShopUrl},
    http::HeaderValue,
    http::header::SET_COOKIE,
    leptos_axum::ResponseOptions,
};

/// Signs an admin in by password and goes to the holds.
#[server(prefix = "/api", endpoint = "sign_in", output = Postcard)]
pub async fn sign_in(#[server(default)] password: String) -> Result<(), ShopError> {
    let desk = Desk::open();
    let cookie = Cookie::of_this_shop();
    match desk.office.sign_in(&password, &desk.visitor.client).await {
        Ok(token) => {
            cookie.set(&token.0);
            desk.answer(Ok(()), |()| paths::HOLDS.to_owned())
        }
        Err(denial) => Err(desk.refuse_on(paths::SIGN_IN, context::refusal(denial))),
    }
}

/// Ends the admin's session here and in the store. Again: without a session it does nothing.
#[server(prefix = "/api", endpoint = "sign_out", output = Postcard)]
pub async fn sign_out() -> Result<(), ShopError> {
    let desk = Desk::open();
    let cookie = Cookie::of_this_shop();
    if let Some(token) = &desk.visitor.admin
        && let Err(denial) = desk.office.sign_out(token).await
    {
        return Err(desk.refuse_on(paths::OVERVIEW, context::refusal(denial)));
    }
    cookie.clear();
    desk.answer(Ok(()), |()| format!("{}?signed_out=1", paths::SIGN_IN))
}

/// The name of the admin's cookie. Where the shop is reached over https, the prefix makes
/// browsers refuse it from anywhere but this very host.
#[cfg(feature = "ssr")]
pub fn cookie_name(is_https: bool) -> &'static str {
    if is_https { "__Host-holdfast_admin" } else { "holdfast_admin" }
}

#[cfg(feature = "ssr")]
struct Cookie {
    is_https: bool,
    reply: ResponseOptions,
}

#[cfg(feature = "ssr")]
impl Cookie {
    fn of_this_shop() -> Self {
        let ShopUrl(url) = expect_context();
        Self { is_https: url.starts_with("https://"), reply: expect_context() }
    }

    fn set(&self, token: &str) {
        self.send(&set_cookie(self.is_https, token, ""));
    }

    fn clear(&self) {
        self.send(&set_cookie(self.is_https, "", "; Max-Age=0"));
    }

    fn send(&self, cookie: &str) {
        if let Ok(value) = HeaderValue::from_str(cookie) {
            self.reply.append_header(SET_COOKIE, value);
        }
    }
}

#[cfg(feature = "ssr")]
fn set_cookie(is_https: bool, value: &str, life: &str) -> String {
    let name = cookie_name(is_https);
    let secure = if is_https { "; Secure" } else { "" };
    format!("{name}={value}; Path=/; HttpOnly; SameSite=Strict{secure}{life}")
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use super::set_cookie;

    #[test]
    fn the_cookie_is_for_this_host_alone_where_the_shop_is_on_https() {
        assert_eq!(
            set_cookie(true, "t0k", ""),
            "__Host-holdfast_admin=t0k; Path=/; HttpOnly; SameSite=Strict; Secure"
        );
    }

    #[test]
    fn signing_out_ends_the_cookie() {
        assert_eq!(
            set_cookie(false, "", "; Max-Age=0"),
            "holdfast_admin=; Path=/; HttpOnly; SameSite=Strict; Max-Age=0"
        );
    }
}
