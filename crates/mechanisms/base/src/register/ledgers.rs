//! Ledgers of the register.

use hangji_platform::ledger::declare::ORG;
use hangji_platform::ledger::section::{OverTime, SectionView};
use hangji_platform::ledger::{Choice, Field, Kind, Ledger, choice};
use hangji_platform::{Term, t};

use super::{ORGANISATION_CHANGES, ORGANISATIONS, PEOPLE, POSTS, UNITS, rules};
use crate::common::{began, ended, ends_after_it_began, while_in_force};
use crate::roles::{BRANCH, CADRE, DISTRICT, TOWNSHIP};

const OFFICERS: Term =
    t("区、乡镇党务干部，掌握组织设置", "district and township officers, to know how organisations are set up");
const TREE: Term = t("组织树、各项指标的分级汇总、工作报告", "the tree, roll-up of every figure, the work report");
const STAFFING: Term = t("区、乡镇党务干部，掌握班子情况", "district and township officers, to know who leads");
const NAMES: Term = t("任职、走访、联系等台账按人引用", "posts, visits and links refer to the person");
const BULLETIN: Term = t("党内统计年报", "the yearly Party statistics");

/// Kinds of organisations.
pub(super) const KINDS: &[Choice] = &[
    choice("district_committee", "区委", "district committee"),
    choice("township_committee", "乡镇党委", "township committee"),
    choice("committee", "党委", "committee"),
    choice("general_branch", "党总支", "general branch"),
    choice("branch", "党支部", "branch"),
    choice("joint_branch", "联合党支部", "joint branch"),
    choice("group", "功能型党小组", "functional Party group"),
];

const SECTORS: &[Choice] = &[
    choice("district", "区", "district"),
    choice("township", "乡镇", "township"),
    choice("village", "村", "village"),
    choice("community", "社区", "community"),
    choice("agency", "机关", "agency"),
    choice("institution", "事业单位", "institution"),
    choice("state_enterprise", "国有企业", "state enterprise"),
    choice("non_public", "非公企业", "non-public enterprise"),
    choice("social", "社会组织", "social organisation"),
];

const CHANGES: &[Choice] = &[
    choice("rename", "更名", "rename"),
    choice("convert", "改设", "convert"),
    choice("move", "调整隶属", "move"),
    choice("merge", "合并", "merge"),
    choice("dissolve", "撤销", "dissolve"),
];

const UNIT_KINDS: &[Choice] = &[
    choice("township", "乡镇", "township"),
    choice("village", "村", "village"),
    choice("community", "社区", "community"),
    choice("agency", "机关", "agency"),
    choice("institution", "事业单位", "institution"),
    choice("state_enterprise", "国有企业", "state enterprise"),
    choice("enterprise", "非公企业", "non-public enterprise"),
    choice("social", "社会组织", "social organisation"),
];

const SEXES: &[Choice] = &[choice("male", "男", "male"), choice("female", "女", "female")];

const EDUCATION: &[Choice] = &[
    choice("primary", "小学", "primary school"),
    choice("junior", "初中", "junior secondary"),
    choice("senior", "高中", "senior secondary"),
    choice("vocational", "中专", "secondary vocational"),
    choice("college", "大专", "junior college"),
    choice("bachelor", "本科", "bachelor"),
    choice("master", "研究生", "postgraduate"),
];

const LEVELS: &[Choice] = &[
    choice("region", "自治区机关干部", "cadre of a regional department"),
    choice("division", "处级", "division level"),
    choice("section", "科级", "section level"),
    choice("staff", "一般干部", "staff"),
    choice("village", "村干部", "village cadre"),
    choice("none", "无职务层次", "none"),
];

const POST_KINDS: &[Choice] = &[
    choice("secretary", "党组织书记", "secretary"),
    choice("deputy_secretary", "副书记", "deputy secretary"),
    choice("committee_member", "委员", "committee member"),
    choice("village_director", "村（居）委会主任", "director of the village or residents' committee"),
    choice("graduate_official", "大学生村官", "graduate village official"),
    choice("first_secretary", "第一书记", "first secretary"),
    choice("liaison", "党建联络员", "liaison officer"),
    choice("instructor", "党建指导员", "Party-building instructor"),
];

const END_REASONS: &[Choice] = &[
    choice("term", "任期届满", "term ended"),
    choice("transfer", "工作调动", "transferred"),
    choice("unfit", "不胜任现职", "unfit for the post"),
    choice("retired", "退休", "retired"),
    choice("died", "去世", "died"),
    choice("other", "其他", "other"),
];

/// Who held which post from when until when.
const LEADERSHIP: OverTime = OverTime { lane: "kind", label: "person", from: "began_on", until: Some("ended_on") };

/// The ledgers.
pub(super) fn ledgers() -> Vec<Ledger> {
    vec![organisations(), organisation_changes(), units(), people(), posts()]
}

#[expect(clippy::too_many_lines, reason = "one declaration, read as a table")]
fn organisations() -> Ledger {
    Ledger::new(ORGANISATIONS, "党组织", "Organisations")
        .about(
            "每个党组织成立时的情况；此后的变动另记",
            "each Party organisation as it was set up; later changes are records of their own",
        )
        .purposes(OFFICERS, TREE)
        .field(Field::new("code", "组织代码", "Organisation code", Kind::Code(30)).required().also(&[
            "党组织代码",
            "组织编码",
            "代码",
            "编码",
        ]))
        .field(Field::new("name", "党组织名称", "Name", Kind::Text(80)).required().also(&[
            "名称",
            "组织名称",
            "党组织全称",
            "全称",
        ]))
        .field(Field::new("kind", "组织类别", "Kind", Kind::Choice(KINDS)).required().also(&[
            "类别",
            "组织类型",
            "党组织类别",
        ]))
        .field(Field::new("sector", "所属领域", "Sector", Kind::Choice(SECTORS)).required().also(&[
            "领域",
            "行业领域",
            "单位类别",
        ]))
        .field(Field::new("unit", "所在单位", "Unit served", Kind::Record(UNITS)).also(&["依托单位", "单位名称"]))
        .field(
            Field::new("parent", "上级党组织", "Organisation above", Kind::Record(ORGANISATIONS))
                .also(&["上级组织", "隶属党组织", "隶属"])
                .hint("只有区委没有上级", "only the district committee has none"),
        )
        .field(Field::new("set_up_on", "成立日期", "Set up on", Kind::Day).required().also(&[
            "成立时间",
            "建立日期",
            "组建时间",
        ]))
        .field(
            Field::new("document", "批准文号", "Approval document", Kind::Code(60))
                .also(&["批复文号", "文号"])
                .reused_in(t("组织设置核对", "checks of the set-up"))
                .unlisted(),
        )
        .dated("set_up_on")
        .named_by(&["code", "name"])
        .key(&["code"])
        .index(&["sector"])
        .index(&["unit"])
        .tree()
        .check(rules::only_the_district_has_nothing_above)
        .example(&[
            ("code", "640502102201"),
            ("name", "东园镇韩闸村党支部"),
            ("kind", "党支部"),
            ("sector", "村"),
            ("unit", "640502102201"),
            ("parent", "640502102"),
            ("set_up_on", "1998-07-01"),
            ("document", "东党发〔1998〕12号"),
        ])
}

fn organisation_changes() -> Ledger {
    Ledger::new(ORGANISATION_CHANGES, "组织变动", "Changes of organisations")
        .about("更名、改设、调整隶属、合并、撤销", "renaming, conversion, move, merger and dissolution")
        .purposes(OFFICERS, TREE)
        .field(Field::new("change", "变动类型", "Change", Kind::Choice(CHANGES)).required().also(&[
            "变动",
            "变更类型",
            "变更事项",
        ]))
        .field(
            Field::new("on_day", "变动日期", "On", Kind::Day)
                .required()
                .also(&["日期", "变更日期", "生效日期"])
                .hint("新状态的第一天", "first day of the new state"),
        )
        .field(Field::new("new_name", "新名称", "New name", Kind::Text(80)).also(&["变更后名称", "更名后名称"]))
        .field(Field::new("new_kind", "新类别", "New kind", Kind::Choice(KINDS)).also(&["变更后类别", "改设后类别"]))
        .field(
            Field::new("target", "去向党组织", "Target organisation", Kind::Record(ORGANISATIONS))
                .also(&["新上级党组织", "并入党组织"])
                .hint(
                    "调整隶属：新的上级；合并：并入的党组织",
                    "for a move the new organisation above, for a merger the one it goes into",
                ),
        )
        .field(
            Field::new("reason", "变动原因", "Reason", Kind::Text(200))
                .required()
                .also(&["原因", "事由", "变更原因"])
                .reused_in(t("组织沿革", "the organisation's history")),
        )
        .dated("on_day")
        .key(&["org", "on_day", "change"])
        .check(rules::a_change_has_what_it_needs)
        .example(&[
            ("org", "640502102201"),
            ("change", "更名"),
            ("on_day", "2013-06-01"),
            ("new_name", "东园镇金沙村党总支"),
            ("reason", "行政村更名"),
        ])
}

fn units() -> Ledger {
    Ledger::new(UNITS, "单位", "Units")
        .about(
            "党组织所服务的村、社区、机关、企业等",
            "what organisations serve: villages, communities, agencies, enterprises",
        )
        .written_by(&[TOWNSHIP])
        .purposes(OFFICERS, TREE)
        .field(Field::new("code", "单位代码", "Unit code", Kind::Code(30)).required().also(&[
            "统计代码",
            "区划代码",
            "统一社会信用代码",
            "代码",
        ]))
        .field(Field::new("name", "单位名称", "Name", Kind::Text(80)).required().also(&["名称", "单位全称"]))
        .field(Field::new("kind", "单位类别", "Kind", Kind::Choice(UNIT_KINDS)).required().also(&[
            "类别",
            "单位性质",
            "单位类型",
        ]))
        .field(
            Field::new("address", "地址", "Address", Kind::Text(120))
                .also(&["单位地址", "住址"])
                .purpose(t("走访与联系的干部", "cadres who visit"), t("走访安排", "planning of visits"))
                .unlisted(),
        )
        .on_organisation("所服务的单位", "Unit served", SectionView::Named("unit"))
        .named_by(&["code", "name"])
        .key(&["code"])
        .example(&[
            ("org", "640502102201"),
            ("code", "640502102201"),
            ("name", "韩闸村"),
            ("kind", "村"),
            ("address", "东园镇韩闸村"),
        ])
}

#[expect(clippy::too_many_lines, reason = "one declaration, read as a table")]
fn people() -> Ledger {
    Ledger::new(PEOPLE, "人员", "People")
        .about("任职、走访、联系等所涉及的党员和干部", "members and cadres who hold posts, visit and keep contact")
        .read_by(&[CADRE])
        .written_by(&[TOWNSHIP, BRANCH])
        .unmasked_by(&[DISTRICT, TOWNSHIP, BRANCH])
        .purposes(OFFICERS, NAMES)
        .field(Field::new("code", "人员编号", "Person number", Kind::Code(30)).required().also(&["编号", "人员代码"]))
        .field(Field::new("name", "姓名", "Name", Kind::Text(40)).required().also(&["人员姓名", "名字"]).personal())
        .field(Field::new("sex", "性别", "Sex", Kind::Choice(SEXES)).also(&["男女"]).personal().reused_in(BULLETIN))
        .field(
            Field::new("birth", "出生日期", "Born on", Kind::Day)
                .also(&["出生年月", "出生年月日", "生日"])
                .personal()
                .reused_in(t("年龄结构分析、党内统计年报", "age structure, yearly Party statistics"))
                .unlisted(),
        )
        .field(
            Field::new("id_card", "公民身份号码", "Identity number", Kind::IdCard)
                .also(&["身份证号", "身份证号码", "身份证"])
                .reused_in(t("人员查重", "finding duplicates")),
        )
        .field(
            Field::new("phone", "联系电话", "Telephone", Kind::Phone)
                .also(&["电话", "手机", "手机号", "手机号码"])
                .purpose(
                    t("上级党组织，联系本人", "the organisation above, to reach the person"),
                    t("通知", "notices"),
                ),
        )
        .field(
            Field::new("ethnicity", "民族", "Ethnic group", Kind::Text(20))
                .also(&["族别"])
                .personal()
                .reused_in(BULLETIN)
                .unlisted(),
        )
        .field(
            Field::new("education", "学历", "Education", Kind::Choice(EDUCATION))
                .also(&["文化程度", "最高学历"])
                .personal()
                .reused_in(t("班子结构分析、党内统计年报", "structure of leadership, yearly Party statistics")),
        )
        .field(
            Field::new("joined_on", "入党日期", "Joined the Party on", Kind::Day)
                .also(&["入党时间"])
                .personal()
                .reused_in(t("党龄、党内统计年报", "years in the Party, yearly Party statistics"))
                .unlisted(),
        )
        .field(
            Field::new("level", "职务层次", "Level", Kind::Choice(LEVELS))
                .required()
                .also(&["级别", "职级", "干部层次"])
                .reused_in(t(
                    "联系企业的自治区机关干部、“321”联系领导干部",
                    "regional cadres linked to enterprises, leading cadres of the 321 scheme",
                )),
        )
        .on_organisation("党员和干部", "Members and cadres", SectionView::Names)
        .named_by(&["code", "name"])
        .key(&["code"])
        .index(&["name"])
        .check(rules::identity_number_agrees)
        .check(rules::joined_as_an_adult)
        .example(&[
            ("org", "640502102201"),
            ("code", "P640502-00001"),
            ("name", "张三"),
            ("sex", "男"),
            ("birth", "1970-01-01"),
            ("id_card", "640502197001010018"),
            ("phone", "13900000000"),
            ("ethnicity", "汉族"),
            ("education", "大专"),
            ("joined_on", "1995-07-01"),
            ("level", "一般干部"),
        ])
}

fn posts() -> Ledger {
    Ledger::new(POSTS, "任职", "Posts")
        .about("谁在哪个党组织任什么职，从何时到何时", "who holds which post where, from when until when")
        .written_by(&[TOWNSHIP])
        .purposes(STAFFING, t("书记在岗、大学生村官等指标", "figures on secretaries and graduate officials"))
        .field(Field::new("person", "人员", "Person", Kind::Record(PEOPLE)).required().also(&[
            "姓名",
            "任职人",
            "人员编号",
        ]))
        .field(Field::new("kind", "职务", "Post", Kind::Choice(POST_KINDS)).required().also(&[
            "任职",
            "党内职务",
            "岗位",
        ]))
        .field(began("任职日期", "Began on", &["任职时间", "到任日期", "任职起始日期"]))
        .field(ended("免职日期", "Ended on", &["免职时间", "离任日期", "任职截止日期"]))
        .field(
            Field::new("end_reason", "免职原因", "Reason of the end", Kind::Choice(END_REASONS))
                .also(&["离任原因", "免职理由"])
                .reused_in(t("调整不胜任的党组织书记", "unfit secretaries replaced")),
        )
        .field(
            Field::new("document", "任职文号", "Document", Kind::Code(60))
                .also(&["文号", "任免文号"])
                .reused_in(t("任免核对", "checks of appointments"))
                .unlisted(),
        )
        .on_organisation("领导班子沿革", "Leadership over time", SectionView::OverTime(LEADERSHIP))
        .dated("began_on")
        .key(&["person", "kind", "org", "began_on"])
        .involves(&["person"])
        .index(&["kind"])
        .check(ends_after_it_began)
        .check(rules::an_ended_post_has_a_reason)
        .unique_while(&[ORG], while_in_force("began_on", rules::two_secretaries).only("kind", "secretary"))
        .example(&[
            ("org", "640502102201"),
            ("person", "P640502-00001"),
            ("kind", "党组织书记"),
            ("began_on", "2011-03-01"),
            ("ended_on", "2013-09-01"),
            ("end_reason", "工作调动"),
            ("document", "东党任〔2011〕3号"),
        ])
}
