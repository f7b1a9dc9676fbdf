//! The pages and the API over a small invented district: log-in, lists, scope, changes, languages, headers.

mod access;
mod api;
mod desk;
mod district;
mod every_route;
mod fixture;
mod import;
mod oidc;
mod operate;
mod pages;
mod privacy;
mod records;
mod search;
mod work;
