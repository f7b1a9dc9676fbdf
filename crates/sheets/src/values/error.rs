//! Why a cell was refused; the caller knows the place.

/// Why a cell was refused. `seen` is what the cell holds, shortened to 40 characters.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(missing_docs, reason = "`seen` is explained above, `max` and `length` are counts of characters")]
pub enum ValueError {
    /// A formula that failed.
    Fault { seen: String },
    /// More characters than the field takes.
    TooLong { seen: String, length: usize, max: usize },
    /// An invisible control character.
    Control { seen: String, code: u32 },
    /// A long code stored as a number: Excel kept 15 digits and made the rest zero.
    DigitsLost { seen: String },
    /// No date.
    NotADate { seen: String },
    /// A month or a year where a day is needed.
    DayMissing { seen: String },
    /// 2013.1 as a number: January or October?
    MonthUnclear { seen: String },
    /// Before 1900 or after 2100.
    DateOutOfRange { seen: String },
    /// No number, or not only a number (`约50`).
    NotANumber { seen: String },
    /// A fraction where things are counted.
    NotWhole { seen: String },
    /// Larger than anything that this could mean.
    TooLarge { seen: String },
    /// Less than a fen.
    TooFine { seen: String },
    /// A unit that is not known.
    UnknownUnit { seen: String },
    /// Not 18 characters of an identity number.
    NotAnId { seen: String },
    /// The identity number of 15 digits, out of use since 2013.
    OldId { seen: String },
    /// The last character does not fit the 17 before.
    IdChecksum { seen: String },
    /// The birth date inside does not exist.
    IdBirth { seen: String },
    /// Neither yes nor no.
    NotYesNo { seen: String },
}

impl ValueError {
    /// Shortens what was seen; control characters become visible.
    pub(crate) fn seen(text: &str) -> String {
        let visible = |c: char| if c.is_control() { char::REPLACEMENT_CHARACTER } else { c };
        let mut seen: String = text.chars().take(40).map(visible).collect();
        if text.chars().nth(40).is_some() {
            seen.push('…');
        }
        seen
    }

    /// The same in Chinese.
    pub fn zh(&self) -> String {
        match self {
            Self::Fault { seen } => format!("公式出错：{seen}，请改为数值"),
            Self::TooLong { seen, length, max } => format!("“{seen}”有 {length} 个字，最多 {max} 个"),
            Self::Control { seen, code } => format!("“{seen}”含有不可见的控制字符（U+{code:04X}），请重新输入"),
            Self::DigitsLost { seen } => {
                format!("“{seen}”按数字保存，后面的位数已丢失；请先把该列设为文本格式，再重新输入")
            }
            Self::NotADate { seen } => format!("“{seen}”不是日期，请写成 2013-05-01"),
            Self::DayMissing { seen } => format!("“{seen}”没有写到日，请写成 2013-05-01"),
            Self::MonthUnclear { seen } => format!("“{seen}”分不清是 1 月还是 10 月，请写成 2013-01 或 2013-10"),
            Self::DateOutOfRange { seen } => format!("“{seen}”不在 1900 年至 2100 年之间，或没有这一天"),
            Self::NotANumber { seen } => format!("“{seen}”不是数字"),
            Self::NotWhole { seen } => format!("“{seen}”不是整数"),
            Self::TooLarge { seen } => format!("“{seen}”数字过大"),
            Self::TooFine { seen } => format!("“{seen}”不足一分，金额最多到分"),
            Self::UnknownUnit { seen } => format!("“{seen}”的单位无法识别"),
            Self::NotAnId { seen } => format!("“{seen}”不是 18 位身份证号码"),
            Self::OldId { seen } => format!("“{seen}”是 15 位旧身份证号码，请填写 18 位号码"),
            Self::IdChecksum { seen } => format!("“{seen}”身份证号码校验位不符，请核对"),
            Self::IdBirth { seen } => format!("“{seen}”身份证号码中的出生日期不存在，请核对"),
            Self::NotYesNo { seen } => format!("“{seen}”请填“是”或“否”"),
        }
    }
}

impl std::fmt::Display for ValueError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Fault { seen } => write!(f, "the formula failed ({seen}); enter the value"),
            Self::TooLong { seen, length, max } => write!(f, "“{seen}” has {length} characters, at most {max} fit"),
            Self::Control { seen, code } => {
                write!(f, "“{seen}” holds an invisible control character (U+{code:04X}); type it again")
            }
            Self::DigitsLost { seen } => {
                write!(f, "“{seen}” is stored as a number, digits lost; format the column as text and enter it again")
            }
            Self::NotADate { seen } => write!(f, "“{seen}” is not a date; write 2013-05-01"),
            Self::DayMissing { seen } => write!(f, "“{seen}” lacks the day; write 2013-05-01"),
            Self::MonthUnclear { seen } => {
                write!(f, "“{seen}” may be January or October; write 2013-01 or 2013-10")
            }
            Self::DateOutOfRange { seen } => {
                write!(f, "“{seen}” is not between 1900 and 2100, or there is no such day")
            }
            Self::NotANumber { seen } => write!(f, "“{seen}” is not a number"),
            Self::NotWhole { seen } => write!(f, "“{seen}” is not a whole number"),
            Self::TooLarge { seen } => write!(f, "“{seen}” is too large"),
            Self::TooFine { seen } => write!(f, "“{seen}” is finer than one fen"),
            Self::UnknownUnit { seen } => write!(f, "the unit of “{seen}” is not known"),
            Self::NotAnId { seen } => write!(f, "“{seen}” is not an identity number of 18 characters"),
            Self::OldId { seen } => {
                write!(f, "“{seen}” is an old identity number of 15 digits; enter the one of 18")
            }
            Self::IdChecksum { seen } => write!(f, "the check character of identity number “{seen}” is wrong"),
            Self::IdBirth { seen } => write!(f, "the birth date in identity number “{seen}” does not exist"),
            Self::NotYesNo { seen } => write!(f, "“{seen}” is neither yes nor no"),
        }
    }
}

impl std::error::Error for ValueError {}
