//! The areas of a file as shapes: stage, walls and words.

use super::{node::Node, seats::tenths};
use crate::PlanFault;
use domain::limits::NAME_CHARS_MAX;
use domain::{Shape, ShapeKind};

/// Shapes in one plan: every browser draws them all.
const SHAPES_MAX: usize = 5_000;
/// Corners of one polygon.
const POINTS_MAX: usize = 2_000;

/// Reads the areas of every zone.
pub(super) fn read(root: &Node) -> Result<Vec<Shape>, PlanFault> {
    let zones = root.need("zones")?;
    let mut shapes = Vec::new();
    for zone in zones.items()? {
        let Some(areas) = zone.key("areas") else { continue };
        let origin = zone.need("position")?.point()?;
        for area in areas.items()? {
            if shapes.len() == SHAPES_MAX {
                return Err(area.fault(format!("a plan has at most {SHAPES_MAX} areas")));
            }
            shapes.push(shape(&area, origin)?);
        }
    }
    Ok(shapes)
}

fn shape(area: &Node, origin: (f64, f64)) -> Result<Shape, PlanFault> {
    let kind = kind(area)?;
    let (x, y) = area.key("position").map(|it| it.point()).transpose()?.unwrap_or_default();
    let turn = area.key("rotation").map(|it| it.number()).transpose()?.unwrap_or_default();
    let mut shape = Shape {
        kind,
        x: tenths(origin.0 + x),
        y: tenths(origin.1 + y),
        rotation: (turn % 360.0).round() as i32,
        text: String::new(),
        text_x: 0,
        text_y: 0,
        text_size: 0,
    };
    if let Some(text) = area.key("text") {
        words(&text, &mut shape)?;
    }
    Ok(shape)
}

fn kind(area: &Node) -> Result<ShapeKind, PlanFault> {
    let node = area.need("shape")?;
    Ok(match node.text(NAME_CHARS_MAX)? {
        "polygon" => ShapeKind::Polygon(corners(&area.need("polygon")?)?),
        "rectangle" => {
            let size = area.need("rectangle")?;
            ShapeKind::Rectangle(length(&size.need("width")?)?, length(&size.need("height")?)?)
        }
        "ellipse" => {
            let ellipse = area.need("ellipse")?;
            let radius = ellipse.need("radius")?;
            ShapeKind::Ellipse(length(&radius.need("x")?)?, length(&radius.need("y")?)?)
        }
        "circle" => {
            let radius = length(&area.need("circle")?.need("radius")?)?;
            ShapeKind::Ellipse(radius, radius)
        }
        "text" => ShapeKind::Text,
        other => {
            return Err(node.fault(format!(
                "there is no shape “{other}”; areas are a polygon, rectangle, ellipse, circle or \
                 text"
            )));
        }
    })
}

fn corners(polygon: &Node) -> Result<Vec<(i32, i32)>, PlanFault> {
    let list = polygon.need("points")?;
    let points = list.items()?;
    if points.len() > POINTS_MAX {
        return Err(list.fault(format!("a polygon has at most {POINTS_MAX} points")));
    }
    points.map(|point| point.point().map(|(x, y)| (tenths(x), tenths(y)))).collect()
}

fn words(text: &Node, shape: &mut Shape) -> Result<(), PlanFault> {
    let (x, y) = text.key("position").map(|it| it.point()).transpose()?.unwrap_or_default();
    shape.text_x = tenths(x);
    shape.text_y = tenths(y);
    shape.text = text.need("text")?.name()?.into_owned();
    if let Some(size) = text.key("size") {
        shape.text_size = length(&size)?;
    }
    Ok(())
}

fn length(node: &Node) -> Result<i32, PlanFault> {
    let pixels = node.pixels()?;
    if pixels < 0.0 { Err(node.fault("a length cannot be negative")) } else { Ok(tenths(pixels)) }
}
