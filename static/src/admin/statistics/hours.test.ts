import { expect, test } from 'vitest';
import type { Hour } from '@/common/schema';
import { buckets, cumulate, isQuiet } from './hours';

function hour(time: string, registered: number): Hour {
  return { hour: `${time}:00:00+08:00`, registered, paid: 0, verified: 0, filled: 0, submitted: 0 };
}

const NOW = '2026-11-21T10:20:30+08:00';
const HOURS = [
  hour('2026-11-01T09', 5),
  hour('2026-11-20T23', 1),
  hour('2026-11-21T00', 2),
  hour('2026-11-21T10', 3),
];
const registered = (rows: ReturnType<typeof buckets>) => rows.map((row) => row.values.registered);

test('a day is the last 24 hours, quiet ones too, in Beijing time', () => {
  const day = buckets(HOURS, 'day', NOW);
  expect(day).toHaveLength(24);
  expect(day[0]?.label).toBe('11-20 11时');
  expect(day.at(-1)).toMatchObject({ label: '11-21 10时', values: { registered: 3 } });
  expect(registered(day).reduce((left, right) => left + right)).toBe(6);
});

test('all is by day', () => {
  expect(buckets(HOURS, 'all', NOW).map((row) => [row.label, row.values.registered])).toEqual([
    ['2026-11-01', 5],
    ['2026-11-20', 1],
    ['2026-11-21', 5],
  ]);
});

test('running totals start from what came before', () => {
  const day = buckets(HOURS, 'day', NOW);
  const total = registered(cumulate(day, HOURS));
  expect(total[0]).toBe(5);
  expect(total.at(-1)).toBe(11);
});

test('a week without events is quiet', () => {
  expect(isQuiet(buckets(HOURS, 'week', '2027-06-28T09:00:00+08:00'))).toBe(true);
  expect(isQuiet(buckets(HOURS, 'week', NOW))).toBe(false);
});
