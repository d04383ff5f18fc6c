//! How the page looks and what it says.

use crate::error::ApiError;
use crate::fields::Fields;
use crate::model::Branding;

const MESSAGE_CHARS_MAX: usize = 1_200;
const SUBMIT_TYPES: [(&str, &str); 5] = [
    ("auto", "auto"),
    ("book", "book"),
    ("donate", "donate"),
    ("pay", "pay"),
    ("subscribe", "subscribe"),
];
const ORIGINS: [(&str, &str); 2] = [("mobile_app", "mobile_app"), ("web", "web")];
const BORDERS: [(&str, &str); 3] =
    [("pill", "pill"), ("rectangular", "rectangular"), ("rounded", "rounded")];
const LOCALES: &str = "auto bg cs da de el en en-GB es es-419 et fi fil fr fr-CA hr hu id it ja \
                       ko lt lv ms mt nb nl pl pt pt-BR ro ru sk sl sv th tr vi zh zh-HK zh-TW \
                       hi-IN";

pub(super) fn submit_type(fields: &mut Fields) -> Result<Option<String>, ApiError> {
    Ok(fields.one_of("submit_type", &SUBMIT_TYPES)?.map(str::to_owned))
}

pub(super) fn origin_context(fields: &mut Fields) -> Result<Option<String>, ApiError> {
    Ok(fields.one_of("origin_context", &ORIGINS)?.map(str::to_owned))
}

/// Reads `custom_text[submit][message]`.
pub(super) fn submit_message(fields: &mut Fields) -> Result<Option<String>, ApiError> {
    let mut custom_text = fields.strict_object("custom_text")?;
    let submit = match custom_text.is_unset("submit") {
        true => None,
        false => custom_text.some_object("submit")?,
    };
    custom_text.finish()?;
    let Some(mut submit) = submit else { return Ok(None) };
    let name = submit.name("message");
    let message = submit.short("message", MESSAGE_CHARS_MAX)?;
    submit.finish()?;
    message.map(Some).ok_or_else(|| ApiError::missing(&name))
}

pub(super) fn locale(fields: &mut Fields) -> Result<Option<String>, ApiError> {
    let known: Vec<(&str, &str)> = LOCALES.split(' ').map(|tag| (tag, tag)).collect();
    Ok(fields.one_of("locale", &known)?.map(str::to_owned))
}

/// Reads `branding_settings`, pictures left out.
pub(super) fn branding(fields: &mut Fields) -> Result<Option<Branding>, ApiError> {
    let Some(mut settings) = fields.some_object("branding_settings")? else { return Ok(None) };
    let branding = Branding {
        display_name: settings.short("display_name", 5_000)?,
        background_color: colour(&mut settings, "background_color")?,
        button_color: colour(&mut settings, "button_color")?,
        border_style: settings.one_of("border_style", &BORDERS)?.map(str::to_owned),
        font_family: settings.short("font_family", 5_000)?,
    };
    settings.finish()?;
    Ok(Some(branding))
}

fn colour(settings: &mut Fields, key: &str) -> Result<Option<String>, ApiError> {
    match settings.is_unset(key) {
        true => Ok(None),
        false => settings.short(key, 5_000),
    }
}
