import { expect, test } from 'vitest';
import { meets, subjectNames, toggleSecond } from './subjects';

test('再选科目 is two of four, so only legal combinations come out', () => {
  expect(toggleSecond([], 'biology')).toEqual(['biology']);
  expect(toggleSecond(['biology', 'chemistry'], 'politics')).toBeNull();
  expect(toggleSecond(['biology', 'chemistry'], 'biology')).toEqual(['chemistry']);
  expect(subjectNames(['politics', 'chemistry'])).toBe('化学、思想政治');
});

test('requirements: all of, any of, none', () => {
  expect(meets({ text: '不限', all_of: [], any_of: [] }, ['biology'])).toBe(true);
  expect(meets({ text: '化学', all_of: ['chemistry'], any_of: [] }, ['biology', 'politics'])).toBe(
    false,
  );
  expect(
    meets({ text: '化学或生物', all_of: [], any_of: ['chemistry', 'biology'] }, ['biology']),
  ).toBe(true);
  expect(
    meets({ text: '化学和生物', all_of: ['chemistry', 'biology'], any_of: [] }, [
      'biology',
      'chemistry',
    ]),
  ).toBe(true);
});
