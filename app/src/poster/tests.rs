use super::*;
use std::collections::HashSet;

const SLUGS: [&str; 6] = [
    "salt-on-the-stairs",
    "tin-meridian",
    "perfectly-reasonable",
    "the-moon-who-missed-the-bus",
    "ada-quillfeather-long-exposure",
    "hansa-coast-cup-final",
];

/// Walks the tags of a document: every one that opens is closed, and text holds no bare markup.
fn is_well_formed(svg: &str) {
    let mut open = Vec::new();
    for piece in svg.trim_end().split('<').skip(1) {
        let (tag, text) = piece.split_once('>').expect("a tag ends");
        assert!(!text.contains('>') && tag.matches('"').count() % 2 == 0, "{piece}");
        let name = tag.split(' ').next().unwrap_or_default();
        match (name.strip_prefix('/'), tag.ends_with('/')) {
            (Some(name), _) => assert_eq!(open.pop(), Some(name)),
            (None, true) => {}
            (None, false) => open.push(name),
        }
        for entity in text.split('&').skip(1) {
            assert!(["amp;", "lt;", "gt;", "quot;"].iter().any(|it| entity.starts_with(it)));
        }
    }
    assert!(open.is_empty(), "{open:?}");
}

#[test]
fn a_poster_is_a_well_formed_document_at_every_size() {
    let titles =
        ["Tin Meridian", "", "<script>&\"'</script>", "a\u{0}b\u{fffe}\tc", "長い夜の音楽会"];
    for slug in (0..60).map(|at| format!("event-{at}")) {
        for (title, size) in titles.iter().flat_map(|it| PosterSize::ALL.map(|size| (it, size))) {
            is_well_formed(&poster_svg(&slug, title, size));
        }
    }
}

#[test]
fn the_same_slug_gives_the_same_poster() {
    let poster = |slug| poster_svg(slug, "Tin Meridian", PosterSize::Card);

    assert_eq!(poster("tin-meridian"), poster("tin-meridian"));
    assert_ne!(poster("tin-meridian"), poster("tin-meridian-2"));
}

#[test]
fn a_title_cannot_break_out_of_the_poster() {
    let svg = poster_svg("x", "Mice & <Men>", PosterSize::Social);

    assert!(svg.contains("<title>Mice &amp; &lt;Men&gt;</title>"));
    assert!(!svg.contains("<Men"));
}

#[test]
fn a_thumb_has_no_words_on_it_and_every_other_size_has() {
    for size in PosterSize::ALL {
        let svg = poster_svg("x", "Tin Meridian", size);
        assert_eq!(svg.contains("<text"), size != PosterSize::Thumb);
        assert_eq!(PosterSize::from_name(size.name()), Some(size));
    }
}

#[test]
fn the_posters_of_one_season_look_different() {
    let colors: HashSet<_> = SLUGS.map(|slug| palette::of(hash(slug)).ground).into();
    assert_eq!(colors.len(), SLUGS.len());
    let shapes = SLUGS.map(|slug| art::composition(hash(slug)));
    assert_eq!(HashSet::from(shapes).len(), SLUGS.len(), "{shapes:?}");
}

#[test]
fn a_title_is_set_as_large_as_its_room_allows() {
    let set = title::fit("Tin Meridian", 788.0, 220.0);
    assert_eq!((set.lines.len(), set.size >= 100.0), (1, true), "{set:?}");

    let set = title::fit("The Moon Who Missed the Bus", 476.0, 526.0);
    assert!(set.size >= 80.0 && set.lines.len() >= 3, "{set:?}");

    let set = title::fit(&"Donaudampfschifffahrt".repeat(8), 476.0, 526.0);
    assert!(set.lines.len() > 4 && set.lines.len() < 13, "{set:?}");

    let set = title::fit(&"An evening ".repeat(60), 476.0, 526.0);
    assert!(set.lines.last().is_some_and(|line| line.ends_with('…')), "{set:?}");
}

#[test]
fn every_ink_reads_on_its_ground() {
    for palette in palette::ALL {
        let (ink, ground) = (luminance(palette.ink), luminance(palette.ground));
        let contrast = (ink.max(ground) + 0.05) / (ink.min(ground) + 0.05);
        assert!(contrast >= 4.5, "{palette:?}: {contrast:.2}");
        assert!((0.03..0.75).contains(&ground), "{palette:?}: {ground:.2}");
    }
}

/// Relative luminance of `#rrggbb`. Source: WCAG 2.2.
fn luminance(color: &str) -> f64 {
    let part = |at: usize| {
        let byte = u8::from_str_radix(&color[at..at + 2], 16).expect("two digits");
        let share = f64::from(byte) / 255.0;
        if share <= 0.04045 { share / 12.92 } else { ((share + 0.055) / 1.055).powf(2.4) }
    };
    0.2126 * part(1) + 0.7152 * part(3) + 0.0722 * part(5)
}
