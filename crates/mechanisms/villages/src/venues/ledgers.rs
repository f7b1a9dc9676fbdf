//! Ledgers of venues.

use hangji_base::roles::TOWNSHIP;
use hangji_platform::ledger::{Choice, Field, Kind, Ledger, choice};
use hangji_platform::tasks::{Due, Task};
use hangji_platform::{Term, t};

use super::{EQUIPMENT, VENUE_INVESTMENTS, VENUE_WORKS, VENUES, rules};

const OFFICERS: Term = t("区、乡镇党务干部，掌握阵地建设", "district and township officers, to know the venues");
const MONEY: Term = t("区党群工作部与财政，核对投入", "the district department and finance, to check the money");
const WORKS: Term = t("新建、维修活动场所指标", "figures of venues built and repaired");

const KINDS: &[Choice] = &[
    choice("village_hall", "村级活动场所", "village hall"),
    choice("community_hall", "社区活动场所", "community hall"),
    choice("township_centre", "乡镇党员服务中心", "township service centre"),
    choice("enterprise_room", "企业党员活动室", "enterprise activity room"),
];
const WORK_KINDS: &[Choice] = &[
    choice("new_build", "新建", "new build"),
    choice("repair", "维修", "repair"),
    choice("extension", "扩建", "extension"),
];
const SOURCES: &[Choice] = &[
    choice("central", "中央专项", "central funds"),
    choice("region", "自治区专项", "regional funds"),
    choice("city", "市级财政", "city budget"),
    choice("district", "区级财政", "district budget"),
    choice("township", "乡镇自筹", "township's own"),
    choice("village", "村集体自筹", "village collective"),
    choice("party_fees", "党费", "Party fees"),
    choice("donation", "社会捐助", "donations"),
];
const EQUIPMENT_KINDS: &[Choice] = &[
    choice("distance_education", "远程教育设备", "distance-education set"),
    choice("computer", "计算机", "computer"),
    choice("projector", "投影设备", "projector"),
    choice("library", "图书柜", "bookcase"),
    choice("other", "其他", "other"),
];

/// The ledgers.
pub(super) fn ledgers() -> Vec<Ledger> {
    vec![venues(), venue_works(), venue_investments(), equipment()]
}

fn venue() -> Field {
    Field::new("venue", "场所", "Venue", Kind::Record(VENUES))
        .required()
        .also(&["活动场所", "场所名称", "场所编号"])
        .purpose(OFFICERS, WORKS)
}

fn venues() -> Ledger {
    Ledger::new(VENUES, "活动场所", "Venues")
        .about("党组织的活动场所", "the places where organisations meet")
        .written_by(&[TOWNSHIP])
        .purposes(OFFICERS, WORKS)
        .field(Field::new("code", "场所编号", "Venue code", Kind::Code(30)).required().also(&["编号", "场所代码"]))
        .field(Field::new("name", "场所名称", "Name", Kind::Text(80)).required().also(&["名称", "活动场所名称"]))
        .field(Field::new("kind", "场所类别", "Kind", Kind::Choice(KINDS)).required().also(&["类别", "类型"]))
        .field(
            Field::new("floor_area", "建筑面积", "Floor area", Kind::Whole(1, 100_000))
                .unit("平方米", "m²")
                .also(&["面积"])
                .reused_in(t("阵地达标分析", "whether venues meet the standard")),
        )
        .field(
            Field::new("in_use_from", "投入使用日期", "In use from", Kind::Day)
                .required()
                .also(&["启用日期", "使用时间", "建成时间"])
                .reused_in(t("活动场所数", "number of venues")),
        )
        .field(
            Field::new("closed_on", "停用日期", "Closed on", Kind::Day)
                .also(&["停用时间"])
                .may_be_future()
                .reused_in(t("活动场所数", "number of venues"))
                .unlisted(),
        )
        .dated("in_use_from")
        .named_by(&["code", "name"])
        .key(&["code"])
        .check(rules::closed_after_use_began)
        .example(&[
            ("org", "640502102201"),
            ("code", "CS-640502102201"),
            ("name", "韩闸村党员活动室"),
            ("kind", "村级活动场所"),
            ("floor_area", "180"),
            ("in_use_from", "2008-10-01"),
        ])
}

fn venue_works() -> Ledger {
    Ledger::new(VENUE_WORKS, "场所建设", "Venue works")
        .about("活动场所的新建、维修和扩建工程", "building, repair and extension of venues")
        .written_by(&[TOWNSHIP])
        .purposes(OFFICERS, WORKS)
        .field(venue())
        .field(Field::new("kind", "工程类别", "Kind of work", Kind::Choice(WORK_KINDS)).required().also(&[
            "建设类别",
            "建设性质",
            "类别",
        ]))
        .field(Field::new("started_on", "开工日期", "Started on", Kind::Day).required().also(&["开工时间", "开始日期"]))
        .field(
            Field::new("planned_on", "计划竣工日期", "To be completed on", Kind::Day)
                .also(&["计划完工日期", "合同竣工日期", "计划竣工时间"])
                .may_be_future()
                .reused_in(t("工期提醒、逾期清单", "reminders, overdue lists"))
                .unlisted(),
        )
        .field(
            Field::new("completed_on", "竣工日期", "Completed on", Kind::Day)
                .also(&["竣工时间", "完工日期", "完工时间"])
                .hint("未竣工则留空", "leave empty until completed"),
        )
        .field(
            Field::new("contents", "工程内容", "What was done", Kind::Long(500))
                .also(&["建设内容", "内容"])
                .reused_in(t("工程核验", "checks on site")),
        )
        .dated("started_on")
        .key(&["venue", "kind", "started_on"])
        .index(&["completed_on"])
        .check(rules::completed_after_it_started)
        .task(
            Task::new("venue_works.complete", "竣工", "completion", Due::After("planned_on", 0))
                .asks("按计划竣工并填写竣工日期", "complete it as planned and give the day")
                .while_("r.completed_on IS NULL")
                .warning(30),
        )
        .task(
            Task::new("venue_works.plan", "报工期", "plan", Due::After("started_on", 365))
                .asks("开工将满一年仍未竣工：补报计划竣工日期", "under way for nearly a year: give the day planned")
                .while_("r.completed_on IS NULL AND r.planned_on IS NULL")
                .warning(60),
        )
        .example(&[
            ("org", "640502102201"),
            ("venue", "CS-640502102201"),
            ("kind", "维修"),
            ("started_on", "2013-04-10"),
            ("planned_on", "2013-09-30"),
            ("completed_on", "2013-08-25"),
            ("contents", "屋面防水，更换门窗"),
        ])
}

fn venue_investments() -> Ledger {
    Ledger::new(VENUE_INVESTMENTS, "场所投入", "Venue investments")
        .about("投入活动场所的每一笔资金", "each sum put into a venue")
        .written_by(&[TOWNSHIP])
        .purposes(MONEY, t("村级组织活动场所投入", "money invested in venues"))
        .field(venue())
        .field(Field::new("booked_on", "入账日期", "Booked on", Kind::Day).required().also(&[
            "日期",
            "入账时间",
            "拨付日期",
        ]))
        .field(Field::new("amount", "金额", "Amount", Kind::Money(1, 10_000_000_000)).required().also(&[
            "投入金额",
            "投资",
            "投入资金",
            "资金",
        ]))
        .field(
            Field::new("source", "资金来源", "Source", Kind::Choice(SOURCES))
                .required()
                .also(&["来源", "资金渠道"])
                .reused_in(t("投入构成分析", "where the money comes from")),
        )
        .field(
            Field::new("voucher", "凭证号", "Voucher", Kind::Code(40))
                .required()
                .also(&["凭证编号", "记账凭证"])
                .reused_in(t("防止重复入账", "no sum is booked twice")),
        )
        .field(
            Field::new("work", "工程", "Work", Kind::Record(VENUE_WORKS))
                .also(&["建设工程", "对应工程"])
                .reused_in(t("单项工程造价", "cost of each work"))
                .unlisted(),
        )
        .dated("booked_on")
        .key(&["voucher", "org"])
        .index(&["venue"])
        .example(&[
            ("org", "640502102201"),
            ("venue", "CS-640502102201"),
            ("booked_on", "2013-06-18"),
            ("amount", "120000.00"),
            ("source", "区级财政"),
            ("voucher", "2013-06-0231"),
        ])
}

fn equipment() -> Ledger {
    Ledger::new(EQUIPMENT, "场所设备", "Equipment")
        .about("活动场所配备的设备", "equipment installed in venues")
        .written_by(&[TOWNSHIP])
        .purposes(OFFICERS, t("配备远程教育设备", "distance-education sets installed"))
        .field(venue())
        .field(Field::new("kind", "设备类别", "Kind", Kind::Choice(EQUIPMENT_KINDS)).required().also(&[
            "设备",
            "设备名称",
            "类别",
        ]))
        .field(
            Field::new("quantity", "数量", "Quantity", Kind::Whole(1, 10_000))
                .required()
                .unit("套", "sets")
                .also(&["套数", "台数", "台套数"])
                .totalled(),
        )
        .field(Field::new("installed_on", "安装日期", "Installed on", Kind::Day).required().also(&[
            "配备日期",
            "安装时间",
            "配备时间",
        ]))
        .dated("installed_on")
        .key(&["venue", "kind", "installed_on"])
        .example(&[
            ("org", "640502102201"),
            ("venue", "CS-640502102201"),
            ("kind", "远程教育设备"),
            ("quantity", "1"),
            ("installed_on", "2013-05-20"),
        ])
}
