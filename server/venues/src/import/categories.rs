//! The categories a plan lists: what its seats are priced by.

use super::node::Node;
use crate::PlanFault;
use domain::Category;
use domain::limits::NAME_CHARS_MAX;

/// Categories in one plan: each needs a price and a colour of its own.
const CATEGORIES_MAX: usize = 100;
/// Stands in for a colour that is absent or is not `#rrggbb`.
const GREY: &str = "#808080";

pub(super) fn read(root: &Node) -> Result<Vec<Category>, PlanFault> {
    let list = root.need("categories")?;
    let items = list.items()?;
    if items.len() == 0 {
        return Err(list.fault("the plan lists no categories"));
    }
    if items.len() > CATEGORIES_MAX {
        return Err(list.fault(format!("a plan has at most {CATEGORIES_MAX} categories")));
    }
    let mut categories: Vec<Category> = Vec::with_capacity(items.len());
    for item in items {
        let node = item.need("name")?;
        let name = node.text(NAME_CHARS_MAX)?;
        if name.trim().is_empty() {
            return Err(node.fault("a category needs a name"));
        }
        if let Some(at) = categories.iter().position(|category| category.name == name) {
            return Err(node.fault(format!("“{name}” is also the name of categories[{at}]")));
        }
        categories.push(Category { name: name.to_owned(), color: color(&item)? });
    }
    Ok(categories)
}

fn color(item: &Node) -> Result<String, PlanFault> {
    let Some(node) = item.key("color") else { return Ok(GREY.to_owned()) };
    let text = node.text(NAME_CHARS_MAX)?.trim();
    let digits = text.strip_prefix('#').unwrap_or(text);
    let is_hex = digits.bytes().all(|byte| byte.is_ascii_hexdigit());
    let long = match (is_hex, digits.len()) {
        (true, 6) => digits.to_owned(),
        (true, 3) => digits.chars().flat_map(|digit| [digit, digit]).collect(),
        _ => return Ok(GREY.to_owned()),
    };
    Ok(format!("#{}", long.to_ascii_lowercase()))
}

/// Finds the category of a seat by its name.
pub(super) fn find(categories: &[Category], seat: &Node) -> Result<u16, PlanFault> {
    let node = seat.need("category")?;
    let name = node.text(NAME_CHARS_MAX)?;
    let position = categories.iter().position(|category| category.name == name);
    position.and_then(|at| u16::try_from(at).ok()).ok_or_else(|| {
        let listed: Vec<_> = categories.iter().map(|category| category.name.as_str()).collect();
        node.fault(format!("there is no category “{name}”; the plan lists {}", listed.join(", ")))
    })
}
