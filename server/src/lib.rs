//! The shop's process: settings, doors, live streams, the clerk, and the order in which all of it
//! opens and closes. What is true is decided in `box_office`; what is seen is drawn in `app`.

#![recursion_limit = "256"]

pub mod accept;
pub mod check_stripe;
pub mod clerk;
pub mod demo;
pub mod encoded;
pub mod front;
pub mod import_plan;
pub mod live;
pub mod pages;
mod plan_file;
mod plan_import;
mod posters;
pub mod printed;
mod rehearsal;
pub mod router;
mod seats_file;
pub mod security;
pub mod serve;
pub mod settings;
pub mod shop;
pub mod site;
mod stand_in;
pub mod telemetry;
mod visitor;
mod webhook_door;
