import { expect, test } from 'vitest';
import { planPoints } from './points';

const free = [{ first: '01020001', last: '01020100' }];

test('each line takes the first numbers that are left', () => {
  const plans = planPoints('示例一中 60\n\n示例二中，40\n示例三中', free, []);
  expect(plans.map(({ name, range }) => [name, range?.first, range?.last])).toEqual([
    ['示例一中', '01020001', '01020060'],
    ['示例二中', '01020061', '01020100'],
    ['示例三中', undefined, undefined],
  ]);
});

test('what cannot be is said by line', () => {
  const plans = planPoints('示例一中\t101\n示例一中 5\n示例一中 5\n示 5', free, []);
  expect(plans.map(({ line, fault }) => [line, fault])).toEqual([
    [1, '没有这么长的连续空号'],
    [2, ''],
    [3, '已有同名的报名点'],
    [4, '名称应为 2–40 个字'],
  ]);
});
