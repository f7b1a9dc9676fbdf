//! The codes of the roles, by which ledgers grant what may be done with them. What each is and how far it reaches stands
//! in the district.

/// Keeps the whole district's records.
pub const DISTRICT: &str = "district_officer";
/// Keeps a township's. The tree itself, grades and demonstration points are the district's.
pub const TOWNSHIP: &str = "township_officer";
/// Writes down what happens in a branch where it happens.
pub const BRANCH: &str = "branch_secretary";
/// Sent to the grassroots: sees what names them. They write through the pages of the campaign, which give them the
/// households of the villages they are enrolled in; until those exist, a village or township enters for them.
pub const CADRE: &str = "cadre";
/// Sees how the whole district stands.
pub const LEADER: &str = "leader";
/// Reads everything, the events too, and changes nothing.
pub const AUDITOR: &str = "auditor";
/// Opens and closes accounts.
pub const SYSTEM_ADMIN: &str = "system_admin";
/// Gives and takes rights.
pub const SECURITY_ADMIN: &str = "security_admin";
