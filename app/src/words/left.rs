//! How many seats are left, in words: exact only when it is few.

/// Below this many, the exact number is news.
const FEW: u32 = 60;

/// What is left of a house. Shape: at most three words.
pub fn seats_left(left: u32, of: u32) -> String {
    match left {
        0 => "Sold out".to_owned(),
        1 => "Last seat".to_owned(),
        _ if left <= FEW => format!("Last {left}"),
        _ if left < of / 5 => "Few left".to_owned(),
        _ if left < of / 2 => "Selling well".to_owned(),
        _ => "Plenty left".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::seats_left;

    #[test]
    fn what_is_left_is_exact_when_it_is_few() {
        assert_eq!(seats_left(0, 1000), "Sold out");
        assert_eq!(seats_left(1, 1000), "Last seat");
        assert_eq!(seats_left(40, 1000), "Last 40");
        assert_eq!(seats_left(150, 1000), "Few left");
        assert_eq!(seats_left(400, 1000), "Selling well");
        assert_eq!(seats_left(900, 1000), "Plenty left");
    }
}
