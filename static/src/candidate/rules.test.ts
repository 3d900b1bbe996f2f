import { expect, test } from 'vitest';
import { passwordRules } from './passwords';
import { meets, subjectNames, toggleSecond } from './subjects';

const failed = (password: string, other = '', serial = '01020001') =>
  passwordRules(password, other, serial)
    .map((rule, index) => (rule.ok ? -1 : index))
    .filter((index) => index >= 0);

test('password rules, one by one', () => {
  expect(failed('Xiang2027jiang')).toEqual([]);
  expect(failed('Xiang27')).toEqual([0]);
  expect(failed('Xiangjiang')).toEqual([1]);
  expect(failed('a01020001')).toEqual([2]);
  expect(failed('abcd1234')).toEqual([2]);
  expect(failed('Xiang2027', 'xiang2027')).toEqual([3]);
  expect(failed('Xiang2027', 'Xiang20271')).toEqual([3]);
});

test('再选科目 is two of four, so only legal combinations come out', () => {
  expect(toggleSecond([], 'biology')).toEqual(['biology']);
  expect(toggleSecond(['biology', 'chemistry'], 'politics')).toBeNull();
  expect(toggleSecond(['biology', 'chemistry'], 'biology')).toEqual(['chemistry']);
  expect(subjectNames(['politics', 'chemistry'])).toBe('化学、思想政治');
});

test('requirements: all of, any of, none', () => {
  expect(meets({ text: '不限' }, ['biology'])).toBe(true);
  expect(meets({ text: '化学', all_of: ['chemistry'] }, ['biology', 'politics'])).toBe(false);
  expect(meets({ text: '化学或生物', any_of: ['chemistry', 'biology'] }, ['biology'])).toBe(true);
  expect(
    meets({ text: '化学和生物', all_of: ['chemistry', 'biology'], any_of: [] }, [
      'biology',
      'chemistry',
    ]),
  ).toBe(true);
});
