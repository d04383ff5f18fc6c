//! What there is to be had: performances on the programme and their seats, read once from the
//! shop's own pages before anybody comes.

use crate::Pool;
use crate::address::Address;
use crate::buyer::encoded;
use crate::wire::get;
use std::collections::BTreeSet;

/// Sections read of one performance.
const SECTIONS_MAX: usize = 60;
/// Events read of one programme.
const EVENTS_MAX: usize = 40;

/// Seats that were free when the scout looked.
#[derive(Clone, Debug, Default)]
pub struct Stage {
    /// By performance, in the order of the plan.
    pub free: Vec<(i64, Vec<u32>)>,
}

/// What one visitor wants.
#[derive(Debug)]
pub(crate) struct Wish {
    pub(crate) performance: i64,
    pub(crate) seats: Vec<u32>,
}

impl Wish {
    pub(crate) fn form(&self) -> String {
        let mut form = format!("performance={}", self.performance);
        for (at, seat) in self.seats.iter().enumerate() {
            form.push_str(&format!("&{}={seat}", encoded(&format!("seats[{at}]"))));
        }
        form
    }
}

impl Stage {
    /// Neighbours of some performance, somewhere. They may be gone by now.
    pub(crate) fn wish(&self, count: usize, chance: &mut fastrand::Rng) -> Wish {
        let (performance, seats) = &self.free[chance.usize(..self.free.len())];
        let count = count.min(seats.len());
        let first = chance.usize(..=seats.len() - count);
        Wish { performance: *performance, seats: seats[first..first + count].to_vec() }
    }

    /// Reads what is on, or only these performances.
    ///
    /// Refuses: a shop that does not answer or has no free numbered seat, in a sentence.
    pub async fn scouted(
        pool: &Pool,
        shop: &Address,
        only: &[i64],
        performances_max: usize,
    ) -> Result<Self, String> {
        let wanted = match only.is_empty() {
            true => on_programme(pool, shop).await?,
            false => only.to_vec(),
        };
        let mut stage = Self::default();
        for performance in wanted.into_iter().take(performances_max) {
            let free = free(pool, shop, performance).await?;
            if !free.is_empty() {
                stage.free.push((performance, free));
            }
        }
        match stage.free.is_empty() {
            true => Err(format!("{shop} has no free numbered seat on sale.")),
            false => Ok(stage),
        }
    }
}

async fn on_programme(pool: &Pool, shop: &Address) -> Result<Vec<i64>, String> {
    let programme = page(pool, shop, "/").await?;
    let mut found = numbers_after(&programme, "/performances/");
    for event in links(&programme, "/events/").into_iter().take(EVENTS_MAX) {
        found.extend(numbers_after(&page(pool, shop, &event).await?, "/performances/"));
    }
    Ok(found.into_iter().collect())
}

async fn free(pool: &Pool, shop: &Address, performance: i64) -> Result<Vec<u32>, String> {
    let path = format!("/performances/{performance}");
    let map = page(pool, shop, &path).await?;
    let sections = numbers_after(&map, &format!("{path}/sections/"));
    let mut free = Vec::new();
    for section in sections.into_iter().take(SECTIONS_MAX) {
        let list = page(pool, shop, &format!("{path}/sections/{section}")).await?;
        free.extend(free_boxes(&list));
    }
    Ok(free)
}

async fn page(pool: &Pool, shop: &Address, path: &str) -> Result<String, String> {
    let reply = pool.ask(shop, get(shop, path, None)).await;
    let reply = reply.map_err(|trouble| format!("{shop}{path} does not answer: {trouble}."))?;
    match reply.status.is_success() {
        true => Ok(reply.text().to_owned()),
        false => Err(format!("{shop}{path} answers {}.", reply.status)),
    }
}

/// The seats of a list whose boxes can be ticked.
fn free_boxes(list: &str) -> Vec<u32> {
    let boxes = list.split("<input").skip(1).filter_map(|rest| rest.split_once('>'));
    let seats = boxes.map(|(tag, _)| tag).filter(|tag| tag.contains("name=\"seats[]\""));
    let free = seats.filter(|tag| !tag.contains(" disabled"));
    let value = |tag: &str| tag.split_once("value=\"")?.1.split('"').next()?.parse().ok();
    free.filter_map(value).collect()
}

fn numbers_after(page: &str, start: &str) -> BTreeSet<i64> {
    let number = |rest: &str| {
        let end = rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len());
        rest[..end].parse().ok()
    };
    page.split(start).skip(1).filter_map(number).collect()
}

fn links(page: &str, start: &str) -> BTreeSet<String> {
    let quoted = format!("\"{start}");
    let link = |rest: &str| Some(format!("{start}{}", rest.split('"').next()?));
    page.split(&quoted).skip(1).filter_map(link).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn free_seats_are_the_boxes_that_can_be_ticked() {
        let list = "<input type=\"hidden\" name=\"performance\" value=\"3\">\
                    <input type=\"checkbox\" name=\"seats[]\" value=\"7\" aria-label=\"1\">\
                    <input type=\"checkbox\" name=\"seats[]\" value=\"8\" disabled>";
        assert_eq!(free_boxes(list), [7]);
    }

    #[test]
    fn a_wish_is_a_form_for_neighbours() {
        let stage = Stage { free: vec![(3, vec![10, 11])] };
        let wish = stage.wish(4, &mut fastrand::Rng::with_seed(1));
        assert_eq!(wish.form(), "performance=3&seats%5B0%5D=10&seats%5B1%5D=11");
    }

    #[test]
    fn performances_and_events_are_found_in_links() {
        let page = "<a href=\"/events/night-bus\">x</a><a href=\"/performances/12?a\">y</a>";
        assert_eq!(links(page, "/events/").into_iter().collect::<Vec<_>>(), ["/events/night-bus"]);
        assert_eq!(numbers_after(page, "/performances/").into_iter().collect::<Vec<_>>(), [12]);
    }
}
