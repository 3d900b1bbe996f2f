import { expect, test } from 'vitest';
import { toggled } from '../common/form';
import { meets, subjectNames } from './subjects';

test('再选科目 is two of four, so only legal combinations come out', () => {
  expect(toggled([], 'biology', 2)).toEqual(['biology']);
  expect(toggled(['biology', 'chemistry'], 'politics', 2)).toBeNull();
  expect(toggled(['biology', 'chemistry'], 'biology', 2)).toEqual(['chemistry']);
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
