//! Where a shop is: `http://host:port`, split from a path on it. Only loopback may be loaded unless
//! the caller says that the machine is theirs.

use std::fmt;
use std::net::IpAddr;

/// A host and port that plain HTTP is spoken with.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Address {
    authority: String,
}

impl Address {
    /// Splits a URL into its address and its path with query.
    ///
    /// Refuses: anything but `http://`, in a sentence.
    pub fn split(url: &str) -> Result<(Self, String), String> {
        let rest = url.strip_prefix("http://").ok_or_else(|| {
            format!("{url} is not loaded: only http:// is spoken, to the shop and not its proxy.")
        })?;
        let (authority, path) = match rest.find(['/', '?', '#']) {
            Some(at) if rest[at..].starts_with('/') => (&rest[..at], rest[at..].to_owned()),
            Some(at) => (&rest[..at], "/".to_owned()),
            None => (rest, "/".to_owned()),
        };
        let parsed = authority.parse::<http::uri::Authority>();
        let parsed = parsed.map_err(|problem| format!("{url} is no address: {problem}."))?;
        if parsed.host().is_empty() || authority.contains('@') {
            return Err(format!("{url} names no host."));
        }
        let port = parsed.port_u16().unwrap_or(80);
        let path = path.split('#').next().unwrap_or("/").to_owned();
        Ok((Self { authority: format!("{}:{port}", parsed.host()) }, path))
    }

    /// `host:port`, as it is connected to.
    pub fn authority(&self) -> &str {
        &self.authority
    }

    /// This machine and no other.
    pub fn is_loopback(&self) -> bool {
        let host = self.authority.rsplit_once(':').map_or("", |(host, _)| host);
        let ip = host.trim_start_matches('[').trim_end_matches(']').parse::<IpAddr>();
        host == "localhost" || ip.is_ok_and(|ip| ip.is_loopback())
    }
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "http://{}", self.authority)
    }
}

#[cfg(test)]
mod tests {
    use super::Address;

    #[test]
    fn an_address_is_split_from_what_is_asked_of_it() {
        let (address, path) =
            Address::split("http://127.0.0.1:3001/c/pay/cs_1?a=b#c").expect("an answer");
        assert_eq!((address.authority(), path.as_str()), ("127.0.0.1:3001", "/c/pay/cs_1?a=b"));
        let (address, path) = Address::split("http://shop.example").expect("an answer");
        assert_eq!((address.authority(), path.as_str()), ("shop.example:80", "/"));
    }

    #[test]
    fn only_this_machine_is_loopback() {
        for here in
            ["http://127.0.0.1:1", "http://127.9.9.9", "http://localhost:3", "http://[::1]:3"]
        {
            assert!(Address::split(here).expect("an answer").0.is_loopback(), "{here}");
        }
        for there in ["http://10.0.0.1", "http://localhost.example", "http://127.0.0.1.example"] {
            assert!(!Address::split(there).expect("an answer").0.is_loopback(), "{there}");
        }
    }

    #[test]
    fn what_is_not_plain_http_is_refused_in_a_sentence() {
        for wrong in ["https://shop.example", "shop.example", "http://", "http://a@b", "http://a b"]
        {
            assert!(Address::split(wrong).expect_err("a refusal").ends_with('.'), "{wrong}");
        }
    }
}
