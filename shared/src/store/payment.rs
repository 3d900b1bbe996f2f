//! Payment orders, notices, alarms.
