-- What 银联 took, by number and time: together they say which transaction is meant, and are taken once.
CREATE TABLE sent (
    order_id TEXT NOT NULL,
    txn_time TEXT NOT NULL,
    PRIMARY KEY (order_id, txn_time)
) STRICT, WITHOUT ROWID;
