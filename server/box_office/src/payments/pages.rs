//! Walking through one of Stripe's lists, page after page.

use super::client::Page;
use super::wire::{DisputePart, RefundPart, SessionPart};
use crate::Fault;

/// What stands on a list: it is read on from the last one's name.
pub(crate) trait Listed {
    fn name(&self) -> Option<&str>;
}

/// Where a walk is.
#[derive(Debug)]
pub(crate) struct Pages {
    after: Option<String>,
    left: usize,
    is_cut_off: bool,
}

impl Pages {
    /// A walk from the beginning, so many pages long at most.
    pub(crate) fn at_most(pages: usize) -> Self {
        Self { after: None, left: pages, is_cut_off: false }
    }

    /// It ended before the list did.
    pub(crate) fn is_cut_off(&self) -> bool {
        self.is_cut_off
    }

    /// What stands on the next page; none after the last one. `read` is given the name to read on
    /// from.
    pub(crate) async fn next<T: Listed>(
        &mut self,
        read: impl AsyncFnOnce(Option<&str>) -> Result<Page<T>, Fault>,
    ) -> Result<Option<Vec<T>>, Fault> {
        if self.left == 0 {
            return Ok(None);
        }
        let page = read(self.after.as_deref()).await?;
        self.after = page.data.last().and_then(Listed::name).map(str::to_owned);
        let goes_on = page.has_more && self.after.is_some();
        self.left = if goes_on { self.left - 1 } else { 0 };
        self.is_cut_off = goes_on && self.left == 0;
        Ok(Some(page.data))
    }
}

impl Listed for SessionPart {
    fn name(&self) -> Option<&str> {
        Some(self.id.as_str())
    }
}

impl Listed for RefundPart {
    fn name(&self) -> Option<&str> {
        Some(&self.id.0)
    }
}

impl Listed for DisputePart {
    fn name(&self) -> Option<&str> {
        Some(&self.id.0)
    }
}

impl Listed for serde_json::Value {
    fn name(&self) -> Option<&str> {
        self.get("id")?.as_str()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};

    async fn is_cut_off_after(pages: usize) -> bool {
        let mut walk = Pages::at_most(pages);
        let read = async |after: Option<&str>| {
            let at = after.map_or(0, |name| name.parse::<u32>().unwrap_or_default());
            let data: Vec<Value> = vec![json!({ "id": (at + 1).to_string() })];
            Ok(Page { data, has_more: at + 1 < 3 })
        };
        while let Some(page) = walk.next(read).await.expect("a page") {
            assert_eq!(page.len(), 1);
        }
        walk.is_cut_off()
    }

    #[tokio::test]
    async fn a_walk_that_ends_before_its_list_says_so() {
        assert!(is_cut_off_after(2).await);
        assert!(!is_cut_off_after(3).await);
        assert!(!is_cut_off_after(4).await);
    }
}
