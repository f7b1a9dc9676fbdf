//! The pages and the API of the real system, walked: every route, link and language, as nobody and as every role, and in
//! two districts that differ in a hidden township. Routes, roles, ledgers and operations come from what is registered, the
//! records from the examples that ledgers declare, so that a new one is covered by itself.

mod addresses;
mod every_route;
mod fixture;
mod languages;
mod links;
mod noninterference;
mod parity;
mod samples;
