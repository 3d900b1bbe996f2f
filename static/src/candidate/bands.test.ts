import { expect, test } from 'vitest';
import type { Score } from '../common/schema';
import { BANDS, bandOf, bandsOf, spanText } from './bands';

const score = (total: number, rank: number) => ({ total, rank, track: 'physics' }) as Score;

test('bands follow one another without a gap, whatever the rank', () => {
  for (const rank of [1, 2, 90, 640, 1999, 2000, 9_999, 14_523, 90_000, 250_000]) {
    const { reach, match, safe, near } = bandsOf(score(600, rank), 'rank');
    expect(match.min).toBeLessThanOrEqual(reach.max + 1);
    expect(safe.min).toBe(match.max + 1);
    expect([near.min, near.max]).toEqual([reach.min, safe.max]);
    for (const { min, max } of [reach, match, safe]) expect(min).toBeLessThanOrEqual(max);
    expect(near.min).toBeGreaterThanOrEqual(1);
  }
  const { reach, match, safe } = bandsOf(score(600, 14_523), 'score');
  expect([reach, match, safe]).toEqual([
    { min: 601, max: 615 },
    { min: 590, max: 600 },
    { min: 570, max: 589 },
  ]);
});

test('a band is said with the numbers that define it, and tells nobody’s own rank', () => {
  const bands = bandsOf(score(600, 14_523), 'rank');
  expect(BANDS.map((band) => spanText(bands[band], 'rank'))).toEqual([
    '上年位次 12,500–14,499',
    '上年位次 14,500–17,500',
    '上年位次 17,501–22,000',
  ]);
  expect(bandsOf(score(600, 14_400), 'rank')).toEqual(bands);
});

test('a line lies in one band or in none', () => {
  const mine = score(600, 14_523);
  const at = (line: number, rank: number) => ({ year: 2026, line, rank });
  expect(bandOf(at(604, 13_000), mine, 'rank')).toBe('reach');
  expect(bandOf(at(600, 14_523), mine, 'rank')).toBe('match');
  expect(bandOf(at(592, 18_000), mine, 'rank')).toBe('safe');
  expect(bandOf(at(592, 18_000), mine, 'score')).toBe('match');
  expect(bandOf(at(690, 100), mine, 'rank')).toBeNull();
  expect(bandOf(null, mine, 'rank')).toBeNull();
  expect(bandOf(at(600, 14_523), null, 'rank')).toBeNull();
});
