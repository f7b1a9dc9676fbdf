//! What records hold.

use hangji_store::{Id, V};

/// One field's value. Days are ISO text, choices their code, money fen, yes/no 1 or 0, references ids.
#[derive(Debug, Clone, PartialEq, Eq, Default, Hash)]
pub enum Value {
    /// Not given.
    #[default]
    Null,
    /// A number.
    Int(i64),
    /// A text.
    Text(Box<str>),
}

impl Value {
    /// As an SQL parameter.
    #[must_use]
    pub fn as_v(&self) -> V<'_> {
        match self {
            Value::Null => V::Null,
            Value::Int(i) => V::Int(*i),
            Value::Text(s) => V::Text(s),
        }
    }
    /// Whether it is not given.
    #[must_use]
    pub fn is_null(&self) -> bool {
        matches!(self, Value::Null)
    }
}

impl From<i64> for Value {
    fn from(v: i64) -> Self {
        Value::Int(v)
    }
}
impl From<Id> for Value {
    fn from(v: Id) -> Self {
        Value::Int(v.0)
    }
}
impl From<&str> for Value {
    fn from(v: &str) -> Self {
        Value::Text(v.into())
    }
}
impl From<String> for Value {
    fn from(v: String) -> Self {
        Value::Text(v.into())
    }
}
impl From<hangji_store::Day> for Value {
    fn from(v: hangji_store::Day) -> Self {
        Value::Text(v.to_string().into())
    }
}
impl<T: Into<Value>> From<Option<T>> for Value {
    fn from(v: Option<T>) -> Self {
        v.map_or(Value::Null, Into::into)
    }
}

/// Whether a record counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// It counts.
    InForce,
    /// It was withdrawn with a reason; it stays readable and counts nowhere.
    Withdrawn,
}

impl State {
    /// As stored: 0 in force, 1 withdrawn.
    #[must_use]
    pub fn code(self) -> i64 {
        match self {
            State::InForce => 0,
            State::Withdrawn => 1,
        }
    }
    /// From the stored number.
    #[must_use]
    pub fn from_code(code: i64) -> State {
        if code == 0 { State::InForce } else { State::Withdrawn }
    }
}

/// One record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Record {
    /// Its id.
    pub id: Id,
    /// The organisation it belongs to.
    pub org: Id,
    /// Whether it counts.
    pub state: State,
    /// Number of the journal entry that wrote its present state: also its version, for conflicts.
    pub entry: i64,
    /// Its values in the order of the declared fields.
    pub values: Vec<Value>,
}
