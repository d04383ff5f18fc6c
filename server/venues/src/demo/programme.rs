//! What is on in the houses of the demo. Every name in it is invented.

use super::{DemoEvent, DemoPerformance, DemoVenue};
use domain::{Currency, PriceTier};

const HOLD_MS: i64 = 600_000;

/// The events of the demo, in the order a programme prints them.
///
/// Shape: 6 events, the first performance 2 days after the day of the demo; one performance is
/// not yet on sale, one is nearly sold out.
pub fn programme() -> Vec<DemoEvent> {
    vec![salt_on_the_stairs(), tin_meridian(), comedy(), family(), concert(), cup_final()]
}

fn salt_on_the_stairs() -> DemoEvent {
    DemoEvent {
        slug: "salt-on-the-stairs",
        title: "Salt on the Stairs",
        tagline: "A play in two acts by Ishbel Farquharson-Ngata",
        description: "Three sisters meet in the boarding house that their mother ran, to sell it \
            before the tide takes the road. By morning one of them has bought it.",
        venue: DemoVenue::Theatre,
        currency: Currency::Gbp,
        tiers: prices(DemoVenue::Theatre, &[7_800, 5_600, 4_800, 2_950, 6_500, 1_800, 2_800]),
        hold_ms: HOLD_MS,
        seats_per_hold_max: 10,
        performances: vec![
            open(3, "19:30", 0.62),
            open(4, "14:30", 0.35),
            open(4, "19:30", 0.81),
            open(6, "19:30", 0.35),
            open(11, "19:30", 0.0),
        ],
    }
}

fn tin_meridian() -> DemoEvent {
    DemoEvent {
        slug: "tin-meridian",
        title: "Tin Meridian",
        tagline: "Brass, drum machines and one very old organ",
        description: "The seven-piece from the lake shore plays the whole of its second record, \
            then whatever the floor shouts for. Doors open an hour before the first note.",
        venue: DemoVenue::Club,
        currency: Currency::Usd,
        tiers: prices(DemoVenue::Club, &[3_200, 4_800]),
        hold_ms: HOLD_MS,
        seats_per_hold_max: 6,
        performances: vec![open(2, "20:30", 0.97), open(9, "20:30", 0.35)],
    }
}

fn comedy() -> DemoEvent {
    DemoEvent {
        slug: "perfectly-reasonable",
        title: "Perfectly Reasonable",
        tagline: "Marguerite Oyelaran-Byrne, alone with a microphone",
        description: "An hour and a half on queues, lifts and the people who press the button \
            again. She was once asked to leave a library for reading aloud.",
        venue: DemoVenue::Theatre,
        currency: Currency::Gbp,
        tiers: prices(DemoVenue::Theatre, &[4_200, 3_400, 3_000, 2_200, 3_800, 1_400, 1_700]),
        hold_ms: HOLD_MS,
        seats_per_hold_max: 10,
        performances: vec![open(8, "20:00", 0.35), open(9, "20:00", 0.0)],
    }
}

fn family() -> DemoEvent {
    DemoEvent {
        slug: "the-moon-who-missed-the-bus",
        title: "The Moon Who Missed the Bus",
        tagline: "A puppet adventure for everyone from four years up",
        description: "When the last bus leaves without her, the Moon has one night to walk home \
            through a city that has never seen her shoes. Fifty-five minutes, no interval.",
        venue: DemoVenue::Theatre,
        currency: Currency::Gbp,
        tiers: prices(DemoVenue::Theatre, &[2_600, 2_100, 1_900, 1_400, 2_400, 900, 1_050]),
        hold_ms: HOLD_MS,
        seats_per_hold_max: 10,
        performances: vec![open(5, "11:00", 0.35), open(5, "14:00", 0.58), open(12, "11:00", 0.0)],
    }
}

fn concert() -> DemoEvent {
    DemoEvent {
        slug: "ada-quillfeather-long-exposure",
        title: "Ada Quillfeather: Long Exposure",
        tagline: "In the round, with the Night Shift Strings",
        description: "Twelve years of songs, sung from the middle of the floor with forty strings \
            around her. The second evening was added and goes on sale this week.",
        venue: DemoVenue::Arena,
        currency: Currency::Eur,
        tiers: prices(DemoVenue::Arena, &[14_900, 11_900, 9_400, 6_900, 4_900, 5_200]),
        hold_ms: HOLD_MS,
        seats_per_hold_max: 10,
        performances: vec![
            open(30, "20:00", 0.35),
            DemoPerformance { on_sale_in_days: 3, ..open(31, "20:00", 0.0) },
        ],
    }
}

fn cup_final() -> DemoEvent {
    DemoEvent {
        slug: "hansa-coast-cup-final",
        title: "Hansa Coast Cup: The Final",
        tagline: "Handball. Elbkranz Herons v Skagen Lightkeepers",
        description: "Sixty minutes for the cup that neither club has ever lifted. The third \
            place match is played at noon and is included.",
        venue: DemoVenue::Arena,
        currency: Currency::Eur,
        tiers: prices(DemoVenue::Arena, &[12_000, 9_500, 7_200, 4_800, 3_200, 3_800]),
        hold_ms: HOLD_MS,
        seats_per_hold_max: 10,
        performances: vec![open(18, "15:00", 0.0)],
    }
}

fn open(day: u16, time: &'static str, sold_share: f32) -> DemoPerformance {
    DemoPerformance { day, time, on_sale_in_days: 0, sold_share }
}

/// The house's own category names with these prices, in the plan's order.
fn prices(venue: DemoVenue, amounts_minor: &[i64]) -> Vec<PriceTier> {
    let names = venue.plan().categories.into_iter().map(|category| category.name);
    names.zip(amounts_minor).map(|(name, &amount_minor)| PriceTier { name, amount_minor }).collect()
}
