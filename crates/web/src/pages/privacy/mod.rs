//! What people are owed about what is held on them: their own page, their requests and the answers, and the notice of what
//! a ledger is for.

pub(crate) mod for_person;
pub(crate) mod purpose;
pub(crate) mod requests;
pub(crate) mod subject_access;
pub(crate) mod subject_access_file;
pub(crate) mod todo;

pub(crate) use purpose::readable as explainable;
pub(crate) use requests::{find, granted};
pub(crate) use subject_access::find as own_record;
pub(crate) use subject_access_file::{whole as whole_of_own, xlsx as own_workbook};
