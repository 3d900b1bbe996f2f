-- Lists of what is done about money come page by page: what nobody is done with yet first, then the newest. `pending` is
-- a column of its own, so that a page begins where the one before ended by a seek in an index.

ALTER TABLE refund ADD COLUMN pending INTEGER GENERATED ALWAYS AS (status NOT IN ('done', 'abandoned')) VIRTUAL;
CREATE INDEX refund_listed ON refund (pending, requested_at, refund_no);

ALTER TABLE payment_alarm ADD COLUMN pending INTEGER GENERATED ALWAYS AS (resolved_at IS NULL) VIRTUAL;
CREATE INDEX payment_alarm_listed ON payment_alarm (pending, id);

-- Of one statement, what only the provider knows of comes first: those were found first.
ALTER TABLE difference ADD COLUMN done INTEGER GENERATED ALWAYS AS (status = 'resolved') VIRTUAL;
ALTER TABLE difference ADD COLUMN latest INTEGER GENERATED ALWAYS AS (-found_at) VIRTUAL;
CREATE INDEX difference_listed ON difference (done, latest, id);
-- How many of a day's are left.
CREATE INDEX difference_of_day ON difference (provider, date) WHERE status <> 'resolved';
