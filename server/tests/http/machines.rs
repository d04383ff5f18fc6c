//! What pages say to machines stands in their head, whoever else is drawn a page meanwhile.

use crate::buying::{check_out, hold_two, pay};
use crate::house::{House, location};
use futures::future::join_all;

/// How often every page is asked for, each time by all at once.
const ROUNDS: usize = 8;

/// What a page says under a name, as often as it says it.
fn said<'a>(page: &'a str, name: &str) -> Vec<&'a str> {
    let tags = page.split("<meta ").skip(1).map(|rest| rest.split('>').next().unwrap());
    tags.filter(|tag| tag.contains(name)).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_page_describes_itself_and_nothing_else_while_others_are_drawn() {
    let house = House::open().await;
    let (holder, buyer) = (house.browser(), house.browser());
    let checkout = hold_two(&house, &buyer).await;
    let paid = pay(&buyer, &check_out(&buyer, &checkout).await).await;
    let order = location(&buyer.get(&paid).await);
    // whoever holds seats is drawn pages of their own, from the database each time
    let form = format!("performance={}&seats[]=7", house.performance);
    holder.page("/").await;
    assert!(location(&holder.submit("/api/hold_seats", &form).await).starts_with("/checkout/"));
    let performance = format!("/performances/{}", house.performance);
    let section = format!("{performance}/sections/0");
    let pages = [
        ("/", "description", "Choose the very seat. It is yours"),
        (performance.as_str(), "description", "A Rehearsal, "),
        (section.as_str(), "description", ". A Rehearsal, "),
        (order.as_str(), "robots", "noindex"),
    ];

    for _ in 0..ROUNDS {
        let read = pages.map(|(path, name, words)| {
            let browser = if path == order { &buyer } else { &holder };
            async move { (path, name, words, browser.page(path).await) }
        });
        for (path, name, words, page) in join_all(read).await {
            let said = said(&page, &format!("name=\"{name}\""));
            assert_eq!(said.len(), 1, "{path} says of itself: {said:?}");
            assert!(said[0].contains(words), "{path} says of itself: {said:?}");
        }
    }
    house.shop.close().await;
}
