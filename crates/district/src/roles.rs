//! The roles: which there are, how far each reaches and what it does with all ledgers. What it does with some stands on
//! those ledgers, by the codes given here.

use hangji_platform::access::{Office, Role};

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

/// The roles. Administration, work and audit are kept apart (三权分立, GB/T 22239-2019).
#[must_use]
pub fn roles() -> Vec<Role> {
    vec![
        Role::new(DISTRICT, "区党群工作部", "District Party-affairs officer")
            .reads_all()
            .writes_all()
            .erases_all()
            .exports()
            .sees_figures(),
        Role::new(TOWNSHIP, "乡镇党务干部", "Township Party-affairs officer").reads_all().exports().sees_figures(),
        Role::new(BRANCH, "党支部书记", "Branch secretary").reads_all().sees_figures(),
        Role::new(CADRE, "下基层干部", "Cadre at the grassroots").involved(),
        Role::new(LEADER, "区领导", "District leader").reads_all().exports().sees_figures(),
        Role::new(AUDITOR, "审计管理员", "Audit administrator")
            .office(Office::Audit)
            .reads_all()
            .exports()
            .sees_figures(),
        Role::new(SYSTEM_ADMIN, "系统管理员", "System administrator").office(Office::System),
        Role::new(SECURITY_ADMIN, "安全管理员", "Security administrator").office(Office::Security),
    ]
}
