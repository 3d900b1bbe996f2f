import type { Hour } from '@/common/schema';

export const HOURLY = ['registered', 'paid', 'verified', 'filled', 'submitted'] as const;
export type HourlyName = (typeof HOURLY)[number];

export type Span = 'day' | 'week' | 'all';

export interface Bucket {
  /** `11-02 08时` for an hour, `11-02` for a day */
  label: string;
  values: Record<HourlyName, number>;
}

const HOUR = 3_600_000;
const SPANS: Record<Exclude<Span, 'all'>, number> = { day: 24, week: 24 * 7 };

/** One bucket per hour (day, week) or per day (all), without gaps: no event is a zero, not a hole. */
export function buckets(hours: Hour[], span: Span, now: string): Bucket[] {
  if (span === 'all') return byDay(hours);
  const last = Math.floor(Date.parse(now) / HOUR);
  const first = last - SPANS[span] + 1;
  const found = new Map(hours.map((row) => [Math.floor(Date.parse(row.hour) / HOUR), row]));
  return Array.from({ length: SPANS[span] }, (_, index) => ({
    label: hourLabel((first + index) * HOUR),
    values: valuesOf(found.get(first + index)),
  }));
}

/** Running totals; what happened before the first bucket counts as well. */
export function cumulate(shown: Bucket[], hours: Hour[]): Bucket[] {
  const total = sum(hours.map(valuesOf));
  const inside = sum(shown.map((bucket) => bucket.values));
  let running = combine(total, inside, (all, part) => all - part);
  return shown.map((bucket) => {
    running = combine(running, bucket.values, (left, right) => left + right);
    return { label: bucket.label, values: running };
  });
}

export function isQuiet(shown: Bucket[]): boolean {
  return shown.every((bucket) => HOURLY.every((name) => bucket.values[name] === 0));
}

function byDay(hours: Hour[]): Bucket[] {
  const days = new Map<string, Record<HourlyName, number>>();
  for (const row of [...hours].sort(
    (left, right) => Date.parse(left.hour) - Date.parse(right.hour),
  )) {
    const day = beijing(Date.parse(row.hour)).slice(0, 10);
    const values = valuesOf(row);
    const before = days.get(day);
    days.set(day, before ? combine(before, values, (left, right) => left + right) : values);
  }
  return [...days].map(([day, values]) => ({ label: day, values }));
}

function hourLabel(time: number): string {
  const text = beijing(time);
  return `${text.slice(5, 10)} ${text.slice(11, 13)}时`;
}

/** ISO text of the wall clock in Beijing (UTC+8, no summer time). */
function beijing(time: number): string {
  return new Date(time + 8 * HOUR).toISOString();
}

function valuesOf(row: Hour | undefined): Record<HourlyName, number> {
  return fromNames((name) => row?.[name] ?? 0);
}

function sum(rows: Record<HourlyName, number>[]): Record<HourlyName, number> {
  return fromNames((name) => rows.reduce((total, row) => total + row[name], 0));
}

function combine(
  left: Record<HourlyName, number>,
  right: Record<HourlyName, number>,
  by: (left: number, right: number) => number,
): Record<HourlyName, number> {
  return fromNames((name) => by(left[name], right[name]));
}

function fromNames(value: (name: HourlyName) => number): Record<HourlyName, number> {
  return {
    registered: value('registered'),
    paid: value('paid'),
    verified: value('verified'),
    filled: value('filled'),
    submitted: value('submitted'),
  };
}
