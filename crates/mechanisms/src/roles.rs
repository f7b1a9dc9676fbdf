//! The roles: what each may read, write, unmask and take away. Data, printed as a table into the documents.

use hangji_platform::access::rights::ALL;
use hangji_platform::access::{Office, Reach, Role};
use hangji_platform::t;

/// What a township keeps in its own territory. The tree itself, grades and demonstration points are the district's.
const TOWNSHIP: &[&str] = &[
    "units",
    "people",
    "posts",
    "venues",
    "venue_works",
    "venue_investments",
    "equipment",
    "studios",
    "studio_people",
    "volunteer_teams",
    "volunteers",
    "households",
    "contact_links",
    "campaign_cadres",
    "visits",
    "policy_talks",
    "development_plans",
    "development_projects",
    "matters",
    "enterprises",
    "coverage",
    "activities",
];

/// What a branch writes down where it happens.
const BRANCH: &[&str] = &["people", "volunteers", "households", "visits", "policy_talks", "matters", "activities"];

/// What a cadre sent down sees of their own work.
const CADRE_READS: &[&str] = &[
    "visits",
    "policy_talks",
    "matters",
    "contact_links",
    "campaign_cadres",
    "households",
    "development_plans",
    "people",
];

/// Ledgers whose masked fields the daily work of organisation departments needs, each time for a stated purpose.
const CONTACTS: &[&str] = &["people", "households"];

/// The roles. Administration, work and audit are kept apart (三权分立, GB/T 22239-2019).
#[must_use]
pub fn roles() -> Vec<Role> {
    vec![
        Role {
            code: "district_officer",
            title: t("区党群工作部", "District Party-affairs officer"),
            office: Office::Work,
            reach: Reach::Territory,
            reads: &[ALL],
            writes: &[ALL],
            exports: true,
            unmasks: CONTACTS,
            erases: &[ALL],
            figures: true,
        },
        Role {
            code: "township_officer",
            title: t("乡镇党务干部", "Township Party-affairs officer"),
            office: Office::Work,
            reach: Reach::Territory,
            reads: &[ALL],
            writes: TOWNSHIP,
            exports: true,
            unmasks: CONTACTS,
            erases: &[],
            figures: true,
        },
        Role {
            code: "branch_secretary",
            title: t("党支部书记", "Branch secretary"),
            office: Office::Work,
            reach: Reach::Territory,
            reads: &[ALL],
            writes: BRANCH,
            exports: false,
            unmasks: CONTACTS,
            erases: &[],
            figures: true,
        },
        Role {
            code: "cadre",
            title: t("下基层干部", "Cadre at the grassroots"),
            office: Office::Work,
            reach: Reach::Involved,
            reads: CADRE_READS,
            // They write through the pages of the campaign, which give them the households of the villages they are
            // enrolled in; until those exist, a village or township enters for them.
            writes: &[],
            exports: false,
            unmasks: &[],
            erases: &[],
            figures: false,
        },
        Role {
            code: "leader",
            title: t("区领导", "District leader"),
            office: Office::Work,
            reach: Reach::Territory,
            reads: &[ALL],
            writes: &[],
            exports: true,
            unmasks: &[],
            erases: &[],
            figures: true,
        },
        Role {
            code: "auditor",
            title: t("审计管理员", "Audit administrator"),
            office: Office::Audit,
            reach: Reach::Territory,
            reads: &[ALL, "accounts"],
            writes: &[],
            exports: true,
            unmasks: &[],
            erases: &[],
            figures: true,
        },
        Role {
            code: "system_admin",
            title: t("系统管理员", "System administrator"),
            office: Office::System,
            erases: &[],
            reach: Reach::Territory,
            reads: &["accounts"],
            writes: &["accounts"],
            exports: false,
            unmasks: &[],
            figures: false,
        },
        Role {
            code: "security_admin",
            title: t("安全管理员", "Security administrator"),
            office: Office::Security,
            reach: Reach::Territory,
            reads: &["accounts"],
            writes: &["accounts"],
            exports: false,
            unmasks: &[],
            erases: &[],
            figures: false,
        },
    ]
}
