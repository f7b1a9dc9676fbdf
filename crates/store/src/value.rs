//! The parameter values both engines understand.

use postgres::types::{IsNull, ToSql, Type, private::BytesMut, to_sql_checked};

/// One SQL parameter: integers are `BIGINT`, text `TEXT`, bytes `BLOB`/`BYTEA`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum V<'a> {
    /// SQL NULL.
    Null,
    /// A whole number: counts, fen, epoch milliseconds, ids.
    Int(i64),
    /// Text, and civil days in ISO form.
    Text(&'a str),
    /// Bytes: hashes and salts.
    Blob(&'a [u8]),
}

impl From<i64> for V<'_> {
    fn from(v: i64) -> Self {
        V::Int(v)
    }
}
impl<'a> From<&'a str> for V<'a> {
    fn from(v: &'a str) -> Self {
        V::Text(v)
    }
}
impl<'a> From<&'a String> for V<'a> {
    fn from(v: &'a String) -> Self {
        V::Text(v)
    }
}
impl<'a> From<&'a [u8]> for V<'a> {
    fn from(v: &'a [u8]) -> Self {
        V::Blob(v)
    }
}
impl From<crate::Id> for V<'_> {
    fn from(v: crate::Id) -> Self {
        V::Int(v.0)
    }
}
impl<'a, T: Into<V<'a>>> From<Option<T>> for V<'a> {
    fn from(v: Option<T>) -> Self {
        v.map_or(V::Null, Into::into)
    }
}

impl rusqlite::ToSql for V<'_> {
    fn to_sql(&self) -> rusqlite::Result<rusqlite::types::ToSqlOutput<'_>> {
        use rusqlite::types::{ToSqlOutput, ValueRef};
        Ok(ToSqlOutput::Borrowed(match *self {
            V::Null => ValueRef::Null,
            V::Int(i) => ValueRef::Integer(i),
            V::Text(s) => ValueRef::Text(s.as_bytes()),
            V::Blob(b) => ValueRef::Blob(b),
        }))
    }
}

impl ToSql for V<'_> {
    fn to_sql(&self, ty: &Type, out: &mut BytesMut) -> Result<IsNull, Box<dyn std::error::Error + Sync + Send>> {
        match *self {
            V::Null => Ok(IsNull::Yes),
            V::Int(i) if *ty == Type::INT4 => i32::try_from(i)?.to_sql(ty, out),
            V::Int(i) if <i64 as ToSql>::accepts(ty) => i.to_sql(ty, out),
            V::Text(s) if <&str as ToSql>::accepts(ty) => s.to_sql(ty, out),
            V::Blob(b) if <&[u8] as ToSql>::accepts(ty) => b.to_sql(ty, out),
            other => Err(format!("{other:?} given where PostgreSQL expects {ty}").into()),
        }
    }
    fn accepts(_: &Type) -> bool {
        true
    }
    to_sql_checked!();
}
