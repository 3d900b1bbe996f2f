import { expect, test } from 'vitest';
import { checkDigit, isDate, parseResidentNumber } from './document-number';

test('the standard’s own example has the check character X', () => {
  expect(checkDigit('11010519491231002')).toBe('X');
  expect(parseResidentNumber(' 11010519491231002x ')).toEqual({
    ok: true,
    value: { number: '11010519491231002X', birth: '1949-12-31', sex: 'female' },
  });
});

test('one wrong digit is always noticed', () => {
  const number = '430102200803150018';
  const good = number.slice(0, 17) + checkDigit(number);
  for (let at = 0; at < 17; at += 1) {
    const wrong = good.slice(0, at) + ((Number(good[at]) + 1) % 10) + good.slice(at + 1);
    expect(parseResidentNumber(wrong).ok, wrong).toBe(false);
  }
});

test.each(['', '4301022008031500', '43010220080315001a', '430102200802300018'])(
  '%s is not a number',
  (text) => expect(parseResidentNumber(text).ok).toBe(false),
);

test('a date has to exist', () => {
  expect(isDate('2028-02-29')).toBe(true);
  expect(isDate('2027-02-29')).toBe(false);
  expect(isDate('2027-2-9')).toBe(false);
});
