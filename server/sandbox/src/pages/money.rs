//! Amounts as people write them: minor units and a currency become `€90.00`.

/// Shape: minor units; currencies without decimals, or with three, are known.
pub(crate) fn money(amount: i64, currency: &str) -> String {
    let decimals = decimals(currency);
    let unit = 10_u64.pow(decimals);
    let (sign, amount) = (if amount < 0 { "-" } else { "" }, amount.unsigned_abs());
    let whole = grouped(amount / unit);
    let number = match decimals {
        0 => whole,
        _ => format!("{whole}.{:0width$}", amount % unit, width = decimals as usize),
    };
    match symbol(currency) {
        Some(symbol) => format!("{sign}{symbol}{number}"),
        None => format!("{sign}{} {number}", currency.to_ascii_uppercase()),
    }
}

/// How many digits follow the point.
pub(crate) fn decimals(currency: &str) -> u32 {
    match currency {
        "bif" | "clp" | "djf" | "gnf" | "jpy" | "kmf" | "krw" | "mga" | "pyg" | "rwf" | "vnd"
        | "vuv" | "xaf" | "xof" | "xpf" => 0,
        "bhd" | "jod" | "kwd" | "omr" | "tnd" => 3,
        _ => 2,
    }
}

fn symbol(currency: &str) -> Option<&'static str> {
    match currency {
        "eur" => Some("€"),
        "gbp" => Some("£"),
        "jpy" => Some("¥"),
        "usd" => Some("$"),
        _ => None,
    }
}

fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut out = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::money;

    #[test]
    fn amounts_read_like_amounts() {
        assert_eq!(money(9_000, "eur"), "€90.00");
        assert_eq!(money(123_456_789, "usd"), "$1,234,567.89");
        assert_eq!(money(500, "jpy"), "¥500");
        assert_eq!(money(1_005, "kwd"), "KWD 1.005");
        assert_eq!(money(5, "chf"), "CHF 0.05");
    }
}
