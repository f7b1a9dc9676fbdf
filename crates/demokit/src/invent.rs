//! Invented people and firms: nobody here exists.

use std::collections::HashMap;

use hangji_store::Day;

use crate::chance::Chance;

const SURNAMES: &[&str] = &[
    "王", "李", "张", "刘", "陈", "杨", "马", "赵", "黄", "周", "吴", "徐", "孙", "胡", "朱", "高", "林", "何", "郭",
    "罗", "梁", "宋", "郑", "谢", "韩", "唐", "冯", "董", "萧", "程", "曹", "袁", "邓", "许", "傅", "沈", "曾", "彭",
    "吕", "苏", "卢", "蒋", "蔡", "贾", "丁", "魏", "薛", "叶", "阎", "余", "潘", "杜", "戴", "夏", "钟", "汪", "田",
    "任", "姜", "范", "方", "石", "姚", "谭", "廖", "邹", "熊", "金", "陆", "郝", "孔", "白", "崔", "康", "毛", "邱",
    "秦", "江", "史", "顾", "侯", "邵", "孟", "龙", "万", "段", "雷", "钱", "汤", "尹", "黎", "易", "常", "武", "乔",
    "贺", "赖", "龚", "文", "雍", "莫", "詹", "俞",
];
const MEN: &[&str] = &[
    "建国", "志强", "学军", "玉林", "占山", "永福", "文斌", "海军", "国栋", "立新", "宏伟", "生智", "自忠", "德明",
    "兴旺", "少华", "金宝", "万军", "克勤", "天佑", "守义", "进才", "伏海", "彦龙", "晓东", "鹏程", "向前", "继红",
    "振华", "耀宗", "世荣", "怀仁", "春生", "有田", "广财", "思远", "浩然", "立功", "长庚", "正清", "培林", "新民",
    "冬至", "建峰", "彦平", "登云", "秉义", "佐才", "汉文", "百川", "涛", "磊", "勇", "斌", "刚", "伟", "峰", "军",
];
const WOMEN: &[&str] = &[
    "秀兰", "玉珍", "桂芳", "淑琴", "彩霞", "月梅", "海燕", "晓红", "春花", "雪莲", "文静", "慧敏", "巧云", "金凤",
    "丽娟", "建芳", "学琴", "瑞霞", "小玲", "佳宁", "思琪", "晓雯", "凤英", "秋菊", "素芬", "红梅", "爱萍", "亚男",
    "晓燕", "玉洁", "清荷", "若兰", "婷", "丹", "静", "敏", "娟", "洁", "霞", "燕",
];

/// A person with the facts that must agree with each other.
#[derive(Debug)]
pub struct Invented {
    /// Name.
    pub name: String,
    /// Sex, as the register codes it.
    pub sex: &'static str,
    /// Birthday.
    pub birth: Day,
    /// Identity number, in which birthday and sex are those above.
    pub id_card: String,
    /// Telephone.
    pub phone: String,
    /// Ethnic group.
    pub ethnicity: &'static str,
}

/// Makes people and firms, no two with one identity number or name.
#[derive(Debug)]
pub struct Inventor {
    born_on: HashMap<Day, u32>,
    series: u32,
    phones: u32,
    firms: HashMap<String, u32>,
}

impl Inventor {
    /// An inventor with a series of telephone numbers of its own (one digit): each part of the demonstration takes another.
    #[must_use]
    pub fn new(series: u32) -> Self {
        Self { born_on: HashMap::new(), series, phones: 0, firms: HashMap::new() }
    }

    /// A name of somebody who does not exist.
    pub fn name(chance: &mut Chance, male: bool) -> String {
        format!("{}{}", chance.pick(SURNAMES), chance.pick(if male { MEN } else { WOMEN }))
    }

    /// A person born between two days.
    pub fn person(&mut self, chance: &mut Chance, from: Day, to: Day, men_of_hundred: usize) -> Invented {
        let male = chance.percent(men_of_hundred);
        let birth = chance.day(from, to);
        let nth = self.born_on.entry(birth).or_default();
        *nth += 1;
        // Odd for men, even for women, as in real numbers.
        let sequence = 2 * *nth + u32::from(male);
        Invented {
            name: Self::name(chance, male),
            sex: if male { "male" } else { "female" },
            birth,
            id_card: id_card(birth, sequence),
            phone: self.phone(),
            ethnicity: if chance.percent(14) { "回族" } else { "汉族" },
        }
    }

    /// A number that no telephone has: subscribers' numbers never begin with 0.
    pub fn phone(&mut self) -> String {
        self.phones += 1;
        format!("0955-0{}{:05}", self.series, self.phones)
    }

    /// The name of a firm in a line of business.
    pub fn firm(&mut self, chance: &mut Chance, business: &str) -> String {
        const FIRST: &[&str] = &[
            "瑞", "沃", "禾", "泽", "恒", "鑫", "昌", "绿", "沙", "河", "塞", "宁", "天", "万", "长", "嘉", "润", "丰",
        ];
        const SECOND: &[&str] =
            &["禾", "源", "达", "盛", "泰", "兴", "原", "川", "谷", "林", "海", "和", "成", "德", "康", "茂"];
        loop {
            let name = format!("中卫市{}{}{business}有限公司", chance.pick(FIRST), chance.pick(SECOND));
            let taken = self.firms.entry(name.clone()).or_default();
            *taken += 1;
            if *taken == 1 {
                return name;
            }
        }
    }
}

/// A number with the right check character (GB 11643). The prefix 640502 dates from 2004, so that nobody born before
/// was ever given such a number.
fn id_card(birth: Day, sequence: u32) -> String {
    const WEIGHTS: [u32; 17] = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
    let body = format!("640502{}{sequence:03}", birth.number());
    let sum: u32 = body.bytes().zip(WEIGHTS).map(|(c, w)| u32::from(c - b'0') * w).sum();
    let check = b"10X98765432"[(sum % 11) as usize];
    format!("{body}{}", char::from(check))
}
