//! The built pages' files: where they are, how long browsers may keep them, and what Leptos must
//! know of them.

use crate::settings::Settings;
use axum::extract::Request;
use axum::response::{IntoResponse, Redirect, Response};
use http::{HeaderValue, StatusCode, header};
use leptos::config::LeptosOptions;
use std::path::{Path, PathBuf};
use tower::ServiceExt;
use tower_http::services::ServeDir;

const OUTPUT_NAME: &str = "holdfast";
const PKG_DIR: &str = "pkg";
const HASH_FILE: &str = "hash.txt";
const FOR_EVER: &str = "public, max-age=31536000, immutable";
const FOR_A_DAY: &str = "public, max-age=86400";
const ASK_AGAIN: &str = "no-cache";

/// Where the files are and how they are named.
#[derive(Clone, Debug)]
pub struct Site {
    /// What Leptos asks.
    pub options: LeptosOptions,
    /// The address of the style sheet, with its hash.
    style: String,
}

impl Site {
    /// Finds the files: as told, else `site` beside the binary, else beside the folder that a build
    /// leaves the binary in.
    pub fn find(settings: &Settings) -> Self {
        let beside = binary_dir();
        let root = settings.site_root.clone().unwrap_or_else(|| {
            let own = beside.join("site");
            if own.is_dir() { own } else { beside.join("../site") }
        });
        let hashes = std::fs::read_to_string(beside.join(HASH_FILE)).ok();
        let options = LeptosOptions::builder()
            .output_name(OUTPUT_NAME)
            .site_root(root.to_string_lossy().into_owned())
            .site_pkg_dir(PKG_DIR)
            .site_addr(settings.addr)
            .hash_file(HASH_FILE.into())
            .hash_files(hashes.is_some())
            .reload_port(3002_u32)
            .build();
        Self { options, style: style(hashes.as_deref()) }
    }

    /// A file of the site, or none if there is no such file.
    pub(crate) async fn file(&self, request: Request) -> Option<Response> {
        let is_hashed = self.options.hash_files;
        let kept = kept_for(request.uri().path(), is_hashed);
        let files = ServeDir::new(&*self.options.site_root)
            .append_index_html_on_directories(false)
            .precompressed_br()
            .precompressed_gzip();
        let Ok(response) = files.oneshot(request).await;
        if response.status() == StatusCode::NOT_FOUND {
            return None;
        }
        let mut response = response.into_response();
        response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static(kept));
        Some(response)
    }

    /// Leads to the style sheet by a name that never changes: for pages that are not Leptos's.
    pub(crate) fn style_sheet(&self) -> Response {
        Redirect::temporary(&self.style).into_response()
    }
}

fn binary_dir() -> PathBuf {
    let binary = std::env::current_exe().unwrap_or_default();
    binary.parent().map(Path::to_path_buf).unwrap_or_default()
}

fn style(hashes: Option<&str>) -> String {
    let hash = hashes.and_then(|text| text.lines().find_map(|line| line.strip_prefix("css:")));
    match hash {
        Some(hash) => format!("/{PKG_DIR}/{OUTPUT_NAME}.{}.css", hash.trim()),
        None => format!("/{PKG_DIR}/{OUTPUT_NAME}.css"),
    }
}

fn kept_for(path: &str, is_hashed: bool) -> &'static str {
    match (path.starts_with("/pkg/"), is_hashed) {
        (true, true) => FOR_EVER,
        (true, false) => ASK_AGAIN,
        (false, _) => FOR_A_DAY,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_style_sheet_is_found_by_its_hash() {
        assert_eq!(style(Some("js: abc\ncss: def\n")), "/pkg/holdfast.def.css");
        assert_eq!(style(None), "/pkg/holdfast.css");
    }
}
