//! The pages and the API over a small invented district: log-in, lists, scope, changes, languages, headers.

mod access;
mod admin;
mod annotations;
mod api;
mod api_areas;
mod desk;
mod district;
mod fixture;
mod import;
mod oidc;
mod operate;
mod pages;
mod privacy;
mod records;
mod search;
mod second_factor;
mod tree;
mod work;
