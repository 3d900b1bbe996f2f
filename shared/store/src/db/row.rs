//! Reads a row into a struct by column names, through serde.

use super::Value;
use anyhow::Context;
use domain::Result;
use serde::de::{
    DeserializeOwned, Deserializer, Error as _, IntoDeserializer, Visitor,
    value::{Error, MapDeserializer, SeqDeserializer},
};
use serde::forward_to_deserialize_any;

#[derive(Clone, Copy)]
pub(super) struct Row<'a> {
    columns: &'a [String],
    values: &'a [Value],
}

impl<'a> Row<'a> {
    pub(super) fn new(columns: &'a [String], values: &'a [Value]) -> Self {
        Self { columns, values }
    }

    pub(super) fn read<T: DeserializeOwned>(self) -> Result<T> {
        Ok(T::deserialize(self).context("row of another shape")?)
    }

    fn only(self) -> Result<&'a Value, Error> {
        self.values.first().ok_or_else(|| Error::custom("row without a column"))
    }
}

macro_rules! scalar {
    ($($method:ident)*) => { $(
        fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
            self.only()?.$method(visitor)
        }
    )* };
}

/// A struct takes the columns by name, a tuple by position; anything else takes the only column.
impl<'de> Deserializer<'de> for Row<'de> {
    type Error = Error;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        let columns = self.columns.iter().map(String::as_str);
        visitor.visit_map(MapDeserializer::new(columns.zip(self.values)))
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(self, _: &'static str, visitor: V) -> Result<V::Value, Error> {
        visitor.visit_newtype_struct(self.only()?)
    }

    fn deserialize_tuple<V: Visitor<'de>>(self, _: usize, visitor: V) -> Result<V::Value, Error> {
        visitor.visit_seq(SeqDeserializer::new(self.values.iter()))
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        name: &'static str,
        variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Error> {
        self.only()?.deserialize_enum(name, variants, visitor)
    }

    scalar! {
        deserialize_bool deserialize_i8 deserialize_i16 deserialize_i32 deserialize_i64
        deserialize_u8 deserialize_u16 deserialize_u32 deserialize_u64 deserialize_f32 deserialize_f64
        deserialize_str deserialize_string deserialize_bytes deserialize_byte_buf deserialize_option
        deserialize_seq
    }

    forward_to_deserialize_any! {
        char i128 u128 unit unit_struct tuple_struct map struct identifier ignored_any
    }
}

impl<'de> IntoDeserializer<'de, Error> for &'de Value {
    type Deserializer = Self;

    fn into_deserializer(self) -> Self {
        self
    }
}

/// A text that stands for something composed is read as JSON.
macro_rules! json {
    ($method:ident($($argument:ident: $type:ty),*)) => {
        fn $method<V: Visitor<'de>>(self, $($argument: $type,)* visitor: V) -> Result<V::Value, Error> {
            match self {
                Value::Text(text) => {
                    serde_json::Deserializer::from_str(text).$method($($argument,)* visitor).map_err(Error::custom)
                }
                other => other.deserialize_any(visitor),
            }
        }
    };
}

impl<'de> Deserializer<'de> for &'de Value {
    type Error = Error;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        match self {
            Value::Null => visitor.visit_unit(),
            Value::Integer(value) => visitor.visit_i64(*value),
            Value::Real(value) => visitor.visit_f64(*value),
            Value::Text(value) => visitor.visit_borrowed_str(value),
            Value::Blob(value) => visitor.visit_borrowed_bytes(value),
        }
    }

    fn deserialize_bool<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        match self {
            Value::Integer(value) => visitor.visit_bool(*value != 0),
            other => other.deserialize_any(visitor),
        }
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        match self {
            Value::Null => visitor.visit_none(),
            value => visitor.visit_some(value),
        }
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(self, _: &'static str, visitor: V) -> Result<V::Value, Error> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Error> {
        match self {
            Value::Text(value) => visitor.visit_enum(value.as_str().into_deserializer()),
            _ => Err(Error::custom("expected a text")),
        }
    }

    json!(deserialize_seq());
    json!(deserialize_map());
    json!(deserialize_struct(name: &'static str, fields: &'static [&'static str]));

    forward_to_deserialize_any! {
        i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf unit
        unit_struct tuple tuple_struct identifier ignored_any
    }
}
