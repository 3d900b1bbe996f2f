import { expect, test } from 'vitest';
import { percent, share } from './share';

test('parts of a whole add up, and only all of them are 100%', () => {
  expect([82, 22, 35].map((part) => percent(share(part, 139)))).toEqual([
    '59.0%',
    '15.8%',
    '25.2%',
  ]);
  expect([0, 1, 99_999, 100_000].map((part) => percent(share(part, 100_000)))).toEqual([
    '0.0%',
    '0.1%',
    '99.9%',
    '100.0%',
  ]);
  expect(percent(share(3, 0))).toBe('0.0%');
});
