import { expect, test } from 'vitest';
import { checkSegment, suggestSegment, totalSize } from './segments';

const taken = [{ point_name: '育才中学', first: '01020101', last: '01020500' }];
const check = (first: string, last: string) => checkSegment('0102', { first, last }, taken);

test('a segment between others is counted', () => {
  expect(check('01020001', '01020100')).toEqual({ size: 100, errors: [] });
  expect(check('01020501', '01020501')).toEqual({ size: 1, errors: [] });
});

test('one number in common is an overlap, and names the other point', () => {
  expect(check('01020001', '01020101').errors[0]?.message).toContain('育才中学');
  expect(check('01020500', '01020600').errors).toHaveLength(1);
  expect(check('01020001', '01029999').errors).toHaveLength(1);
});

test.each([
  ['01020002', '01020001', 'last'],
  ['01030001', '01030002', 'first'],
  ['01020000', '01020010', 'first'],
  ['0102001', '01020010', 'first'],
  ['01020001', '0102', 'last'],
])('%s–%s is refused at %s', (first, last, field) => {
  expect(check(first, last).errors[0]?.field).toBe(field);
});

test('the first free range that is long enough is suggested', () => {
  const free = [
    { first: '01020001', last: '01020100' },
    { first: '01020501', last: '01029999' },
  ];
  expect(totalSize(free)).toBe(9599);
  expect(suggestSegment(free, 100)).toEqual({ first: '01020001', last: '01020100' });
  expect(suggestSegment(free, 101)).toEqual({ first: '01020501', last: '01020601' });
  expect(suggestSegment(free, 9500)).toBeNull();
  expect(suggestSegment(free, 0)).toBeNull();
});
