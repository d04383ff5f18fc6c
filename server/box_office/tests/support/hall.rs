//! A hall to put something on in, for tests and benches of any crate: sections of rows that look
//! alike, and a standing floor behind them.
#![allow(dead_code, reason = "each that uses it is a crate of its own and uses a part")]

use box_office::{BoxOffice, NewEvent, NewSitting, NewVenue};
use domain::{
    Category, Currency, PaymentTerms, Performance, PerformanceId, Plan, PriceTier, Row, Section,
    SectionKind,
};

const DAY_MS: i64 = 86_400_000;
/// From seat to seat and from row to row. Units: as plans have them.
const STEP: i32 = 240;

/// What the hall looks like and what is on in it.
#[derive(Clone, Debug)]
pub struct Hall {
    pub title: &'static str,
    pub description: &'static str,
    pub sections: u32,
    /// The category of each row of a section.
    pub rows: Vec<u16>,
    pub seats_per_row: u32,
    /// Places on the floor, of the last category; none is no floor.
    pub standing: u32,
    /// A name and a price in minor units for each category.
    pub prices: &'static [(&'static str, i64)],
    /// So many days in a row, on sale now.
    pub performances: u32,
    pub hold_ms: i64,
    pub seats_per_hold_max: u32,
    pub terms: PaymentTerms,
    pub currency: Currency,
    /// Of the venue, by its IANA name.
    pub time_zone: &'static str,
}

impl Default for Hall {
    /// One row of ten seats at 45 euros, once.
    fn default() -> Self {
        Self {
            title: "Night Bus",
            description: "",
            sections: 1,
            rows: vec![0],
            seats_per_row: 10,
            standing: 0,
            prices: &[("Seated", 4_500), ("Standing", 2_000)],
            performances: 1,
            hold_ms: 600_000,
            seats_per_hold_max: 10,
            terms: PaymentTerms::default(),
            currency: Currency::Eur,
            time_zone: "Europe/Lisbon",
        }
    }
}

impl Hall {
    /// Puts it on, and answers the first performance.
    pub async fn put_on(&self, office: &BoxOffice) -> PerformanceId {
        let venue = NewVenue {
            name: "The Cellar".to_owned(),
            city: "Porto".to_owned(),
            time_zone: self.time_zone.to_owned(),
            plan: self.plan(),
        };
        let event = NewEvent {
            title: self.title.to_owned(),
            tagline: String::new(),
            description: self.description.to_owned(),
            terms: self.terms,
        };
        let now = office.clock().now();
        let mut performance = Performance {
            id: PerformanceId(0),
            event: office.add_event(&event).await.expect("an event"),
            venue: office.add_venue(venue).await.expect("a venue").id,
            starts_at: now + 30 * DAY_MS,
            on_sale_at: now,
            hold_ms: self.hold_ms,
            seats_per_hold_max: self.seats_per_hold_max,
            currency: self.currency,
            tiers: self.tiers(),
        };
        let mut sittings = Vec::new();
        for _ in 0..self.performances {
            let sold_elsewhere = Vec::new();
            sittings.push(NewSitting { performance: performance.clone(), sold_elsewhere });
            performance.starts_at = performance.starts_at + DAY_MS;
        }
        office.add_sittings(&sittings).await.expect("performances")[0]
    }

    fn tiers(&self) -> Vec<PriceTier> {
        let tier =
            |&(name, amount_minor): &(&str, i64)| PriceTier { name: name.to_owned(), amount_minor };
        self.prices.iter().map(tier).collect()
    }

    fn plan(&self) -> Plan {
        let category = |&(name, _): &(&str, i64)| Category {
            name: name.to_owned(),
            color: "#336699".to_owned(),
        };
        let mut plan = Plan {
            name: "The Cellar".to_owned(),
            width: self.columns() * self.section_size().0,
            height: self.columns() * self.section_size().1 + 4 * STEP,
            categories: self.prices.iter().map(category).collect(),
            sections: (1..=self.sections).map(|at| self.section(at)).collect(),
            shapes: Vec::new(),
        };
        plan.sections.extend((self.standing > 0).then(|| self.floor()));
        plan.number();
        plan
    }

    /// Sections stand side by side, in about as many columns as lines.
    fn columns(&self) -> i32 {
        (1..).find(|columns| columns * columns >= self.sections as i32).expect("a number")
    }

    /// With an aisle, where there are several.
    fn section_size(&self) -> (i32, i32) {
        let aisle = if self.sections > 1 { 3 } else { 0 };
        ((self.seats_per_row as i32 + aisle) * STEP, (self.rows.len() as i32 + aisle) * STEP)
    }

    fn section(&self, at: u32) -> Section {
        let (wide, high) = self.section_size();
        let (column, line) = ((at as i32 - 1) % self.columns(), (at as i32 - 1) / self.columns());
        let row = |(at, &category): (usize, &u16)| Row {
            label: label(at),
            numbers: (1..=self.seats_per_row).map(|number| number.to_string()).collect(),
            xs: (0..self.seats_per_row as i32).map(|x| column * wide + x * STEP).collect(),
            ys: vec![line * high + at as i32 * STEP; self.seats_per_row as usize],
            categories: vec![category; self.seats_per_row as usize],
            radius: 90,
            ..Row::default()
        };
        let rows = self.rows.iter().enumerate().map(row).collect();
        Section { name: format!("Stalls {at}"), first: 0, kind: SectionKind::Seated { rows } }
    }

    fn floor(&self) -> Section {
        let floor = SectionKind::Standing {
            capacity: self.standing,
            category: self.prices.len() as u16 - 1,
            x: 0,
            y: self.columns() * self.section_size().1 + STEP,
            width: self.seats_per_row as i32 * STEP,
            height: 3 * STEP,
        };
        Section { name: "Floor".to_owned(), first: 0, kind: floor }
    }
}

/// A to Z, then numbers.
fn label(at: usize) -> String {
    let letter = u8::try_from(at).ok().filter(|&at| at < 26).map(|at| char::from(b'A' + at));
    letter.map_or_else(|| (at + 1).to_string(), String::from)
}
