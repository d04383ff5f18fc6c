//! Where the buyer is sent: which addresses each shape of checkout takes.

use crate::error::ApiError;
use crate::fields::Fields;
use crate::model::{UiMode, Urls};

const REDIRECTS: [(&str, &str); 3] =
    [("always", "always"), ("if_required", "if_required"), ("never", "never")];

/// Reads them; those that do not suit the shape were refused before.
///
/// Refuses: a missing `success_url` or `return_url`, a `return_url` that is never used.
pub(super) fn read(
    fields: &mut Fields,
    ui_mode: UiMode,
    id: &str,
    public_url: &str,
) -> Result<Urls, ApiError> {
    match ui_mode {
        UiMode::HostedPage => {
            let success = fields.url("success_url")?;
            Ok(Urls {
                page: Some(format!("{public_url}/c/pay/{id}")),
                success: Some(success.ok_or_else(|| ApiError::missing("success_url"))?),
                cancel: fields.url("cancel_url")?,
                ..Urls::default()
            })
        }
        UiMode::EmbeddedPage => {
            let redirect = fields.one_of("redirect_on_completion", &REDIRECTS)?.unwrap_or("always");
            let back = fields.url("return_url")?;
            match (&back, redirect) {
                (None, "never") | (Some(_), "always" | "if_required") => {}
                (None, _) => return Err(ApiError::missing("return_url")),
                (Some(_), _) => {
                    let message =
                        "`return_url` is not supported with `redirect_on_completion: never`.";
                    return Err(ApiError::param("return_url", message));
                }
            }
            let redirect_on_completion = Some(redirect.to_owned());
            Ok(Urls { back, redirect_on_completion, ..Urls::default() })
        }
        UiMode::Elements => {
            let back = fields.url("return_url")?;
            let back = Some(back.ok_or_else(|| ApiError::missing("return_url"))?);
            Ok(Urls { back, ..Urls::default() })
        }
    }
}
