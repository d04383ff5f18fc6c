//! What is so with each seat now: what everybody may know, and what is this buyer's.

use super::chart::Chart;
use domain::{Availability, SeatChange, SeatIndex, SeatStatus, SectionIndex};

/// How a seat is drawn and told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Look {
    /// Anybody can have it.
    Free,
    /// This buyer picked it and holds it not yet.
    Chosen,
    /// This buyer holds it.
    Yours,
    /// Somebody else holds it.
    Held,
    /// Sold.
    Sold,
    /// Not for sale: not drawn.
    Absent,
}

/// What came of a tap on a seat.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Toggled {
    /// It is chosen now.
    Chosen,
    /// It was chosen and no longer is.
    Removed,
    /// It cannot be had; this is how it stands.
    Refused(Look),
    /// So many seats are all one buyer may hold.
    Full(u32),
}

/// The state of every seat of a performance, as this buyer sees it.
#[derive(Clone, Debug)]
pub struct Seats {
    availability: Availability,
    /// The server has told how things are; before that every seat seems free.
    pub is_known: bool,
    /// Picked, not yet held; in the order of picking.
    pub chosen: Vec<SeatIndex>,
    /// Standing places picked, not yet held; never zero of them.
    pub places: Vec<(SectionIndex, u32)>,
    /// Held by this buyer.
    pub own: Vec<SeatIndex>,
    /// How many seats one buyer may hold.
    pub max: u32,
    /// Available seats by price tier.
    pub left_by_tier: Vec<u32>,
    /// Available seats by section.
    pub left_by_block: Vec<u32>,
}

impl Seats {
    /// Every seat free, nothing chosen.
    pub fn new(chart: &Chart, max: u32) -> Self {
        let mut seats = Self {
            availability: Availability::all_available(chart.seat_count()),
            is_known: false,
            chosen: Vec::new(),
            places: Vec::new(),
            own: Vec::new(),
            max,
            left_by_tier: Vec::new(),
            left_by_block: Vec::new(),
        };
        seats.count(chart);
        seats
    }

    /// How a seat is drawn and told.
    pub fn look(&self, seat: SeatIndex) -> Look {
        if self.own.contains(&seat) {
            return Look::Yours;
        }
        match self.availability.get(seat) {
            Some(SeatStatus::Available) if self.chosen.contains(&seat) => Look::Chosen,
            Some(SeatStatus::Available) => Look::Free,
            Some(SeatStatus::Held) => Look::Held,
            Some(SeatStatus::Sold) => Look::Sold,
            Some(SeatStatus::Blocked) | None => Look::Absent,
        }
    }

    /// Anybody can have it, and this buyer has not picked it.
    pub fn is_free(&self, seat: SeatIndex) -> bool {
        self.look(seat) == Look::Free
    }

    /// Seats and places picked and not yet held.
    pub fn chosen_count(&self) -> u32 {
        self.chosen.len() as u32 + self.places.iter().map(|(_, count)| count).sum::<u32>()
    }

    /// How many more may be picked.
    pub fn room(&self) -> u32 {
        self.max.saturating_sub(self.own.len() as u32 + self.chosen_count())
    }

    /// Picks a seat, or lets a picked one go.
    pub fn toggle(&mut self, seat: SeatIndex) -> Toggled {
        match self.look(seat) {
            Look::Chosen => {
                self.chosen.retain(|chosen| *chosen != seat);
                Toggled::Removed
            }
            Look::Free if self.room() == 0 => Toggled::Full(self.max),
            Look::Free => {
                self.chosen.push(seat);
                Toggled::Chosen
            }
            look @ (Look::Yours | Look::Held | Look::Sold | Look::Absent) => Toggled::Refused(look),
        }
    }

    /// Picks so many places of a standing section, as many as there is room for.
    pub fn set_places(&mut self, section: SectionIndex, count: u32) -> u32 {
        self.places.retain(|(other, _)| *other != section);
        let left = self.left_by_block.get(section.at()).copied().unwrap_or(0);
        let count = count.min(left).min(self.room());
        if count > 0 {
            let at = self.places.partition_point(|(other, _)| *other < section);
            self.places.insert(at, (section, count));
        }
        count
    }

    /// Places picked in a standing section.
    pub fn places_in(&self, section: SectionIndex) -> u32 {
        self.places.iter().find(|(other, _)| *other == section).map_or(0, |(_, count)| *count)
    }

    /// Takes the server's word for every seat; answers the picked seats that are gone.
    pub fn replace(&mut self, chart: &Chart, availability: Availability) -> Vec<SeatIndex> {
        if availability.seat_count() == chart.seat_count() {
            self.availability = availability;
            self.is_known = true;
            self.count(chart);
        }
        self.drop_lost()
    }

    /// Takes the server's word for some seats; answers the picked seats that are gone.
    pub fn change(
        &mut self,
        chart: &Chart,
        changes: impl IntoIterator<Item = SeatChange>,
    ) -> Vec<SeatIndex> {
        for change in changes {
            self.tally(chart, change.seat, -1);
            self.availability.set(change);
            self.tally(chart, change.seat, 1);
        }
        self.drop_lost()
    }

    /// These are the seats that this buyer holds now.
    pub fn set_own(&mut self, own: Vec<SeatIndex>) {
        self.chosen.retain(|seat| !own.contains(seat));
        self.own = own;
    }

    /// Forgets what is picked.
    pub fn clear(&mut self) {
        self.chosen.clear();
        self.places.clear();
    }

    fn drop_lost(&mut self) -> Vec<SeatIndex> {
        let is_kept = |seat: &SeatIndex| {
            self.availability.get(*seat) == Some(SeatStatus::Available) || self.own.contains(seat)
        };
        let (kept, lost) = self.chosen.iter().partition(|seat| is_kept(seat));
        self.chosen = kept;
        lost
    }

    fn count(&mut self, chart: &Chart) {
        let tiers = chart.tiers.iter().map(|tier| usize::from(*tier) + 1).max().unwrap_or(0);
        self.left_by_tier = vec![0; tiers];
        self.left_by_block = vec![0; chart.blocks.len()];
        for (at, block) in chart.blocks.iter().enumerate() {
            for seat in block.seats.clone() {
                if self.availability.get(SeatIndex(seat)) == Some(SeatStatus::Available) {
                    self.left_by_block[at] += 1;
                    self.left_by_tier[usize::from(chart.tiers[seat as usize])] += 1;
                }
            }
        }
    }

    fn tally(&mut self, chart: &Chart, seat: SeatIndex, by: i32) {
        if self.availability.get(seat) == Some(SeatStatus::Available)
            && let Some(section) = chart.section_of(seat)
        {
            let tier = usize::from(chart.tiers[seat.at()]);
            self.left_by_tier[tier] = self.left_by_tier[tier].saturating_add_signed(by);
            let block = &mut self.left_by_block[section.at()];
            *block = block.saturating_add_signed(by);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::sample::{STALLS_SEATS, THEATRE_SEATS, theatre};
    use super::*;

    const FLOOR: SectionIndex = SectionIndex(2);

    fn house(max: u32) -> (Chart, Seats) {
        let chart = Chart::new(&theatre());
        let seats = Seats::new(&chart, max);
        (chart, seats)
    }

    fn change(seat: u32, status: SeatStatus) -> SeatChange {
        SeatChange { seat: SeatIndex(seat), status }
    }

    #[test]
    fn a_tap_picks_and_a_second_lets_go_until_the_buyer_has_enough() {
        let (_, mut seats) = house(2);
        assert_eq!(seats.toggle(SeatIndex(3)), Toggled::Chosen);
        assert_eq!(seats.toggle(SeatIndex(4)), Toggled::Chosen);
        assert_eq!(seats.toggle(SeatIndex(5)), Toggled::Full(2));
        assert_eq!(seats.toggle(SeatIndex(3)), Toggled::Removed);
        assert_eq!(seats.chosen, [SeatIndex(4)]);
    }

    #[test]
    fn a_picked_seat_that_somebody_takes_is_told() {
        let (chart, mut seats) = house(4);
        seats.toggle(SeatIndex(3));
        seats.toggle(SeatIndex(4));
        assert_eq!(seats.change(&chart, [change(3, SeatStatus::Held)]), [SeatIndex(3)]);
        assert_eq!(seats.chosen, [SeatIndex(4)]);
        assert_eq!(seats.toggle(SeatIndex(3)), Toggled::Refused(Look::Held));
    }

    #[test]
    fn an_own_held_seat_is_neither_lost_nor_somebody_elses() {
        let (chart, mut seats) = house(4);
        seats.toggle(SeatIndex(3));
        seats.set_own(vec![SeatIndex(3)]);
        assert!(seats.change(&chart, [change(3, SeatStatus::Held)]).is_empty());
        assert_eq!(seats.look(SeatIndex(3)), Look::Yours);
        assert_eq!(seats.room(), 3);
    }

    #[test]
    fn counts_follow_every_change() {
        let (chart, mut seats) = house(4);
        assert_eq!(seats.left_by_block, [STALLS_SEATS, 32, 50]);
        let last = THEATRE_SEATS + 1;
        seats.change(
            &chart,
            [
                change(0, SeatStatus::Sold),
                change(0, SeatStatus::Sold),
                change(last, SeatStatus::Held),
                change(9_999, SeatStatus::Held),
            ],
        );
        assert_eq!(seats.left_by_block, [STALLS_SEATS - 1, 32, 49]);
        assert_eq!(seats.left_by_tier, [47, 56, 49]);
        seats.change(&chart, [change(0, SeatStatus::Available)]);
        assert_eq!(seats.left_by_tier[0], 48);
    }

    #[test]
    fn places_are_bounded_by_what_is_left_and_by_what_one_may_hold() {
        let (_, mut seats) = house(6);
        assert_eq!(seats.set_places(FLOOR, 4), 4);
        assert_eq!(seats.set_places(FLOOR, 40), 6);
        assert_eq!(seats.room(), 0);
        assert_eq!(seats.set_places(FLOOR, 0), 0);
        assert_eq!(seats.room(), 6);
    }

    #[test]
    fn an_answer_of_the_wrong_size_changes_nothing() {
        let (chart, mut seats) = house(6);
        seats.replace(&chart, Availability::all_available(3));
        assert!(!seats.is_known);
    }
}
