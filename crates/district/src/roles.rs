//! The roles: which there are, how far each reaches and what it does with all ledgers. What it does with some stands on
//! those ledgers, by the codes of `hangji_base::roles`.

use hangji_base::roles::{AUDITOR, BRANCH, CADRE, DISTRICT, LEADER, SECURITY_ADMIN, SYSTEM_ADMIN, TOWNSHIP};
use hangji_platform::access::{Office, Role};

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
