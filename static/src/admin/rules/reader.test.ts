import { expect, test } from 'vitest';
import { NO_EXPIRY, parseDate, parseReader } from './reader';

const ETHNICITIES = [
  { code: '01', name: '汉族' },
  { code: '15', name: '土家族' },
];

test('the names that makers of readers use are understood', () => {
  const text = JSON.stringify({
    姓名: '欧阳思远',
    性别: '男',
    民族: '土家',
    出生日期: '2008年3月15日',
    住址: '湖南省长沙市芙蓉区',
    公民身份号码: '43010220080315001x',
    有效期限: '2022.01.31-2032.01.31',
  });
  expect(parseReader(text, ETHNICITIES)).toEqual({
    ok: true,
    value: {
      name: '欧阳思远',
      sex: 'male',
      ethnicity: '15',
      birth: '2008-03-15',
      address: '湖南省长沙市芙蓉区',
      number: '43010220080315001X',
      valid_from: '2022-01-31',
      valid_until: '2032-01-31',
    },
  });
});

test('what cannot be read stays empty rather than wrong', () => {
  const result = parseReader('{"name":"李","nation":"火星","birth":"2008-13-01"}', ETHNICITIES);
  expect(result).toMatchObject({ ok: true, value: { ethnicity: '', birth: '', sex: '' } });
});

test.each(['', '[]', 'null', '{"a":1}', '{"name":'])('%s is refused with a sentence', (text) => {
  expect(parseReader(text, ETHNICITIES).ok).toBe(false);
});

test('dates come in three forms, and as 长期', () => {
  expect(parseDate('20320131')).toBe('2032-01-31');
  expect(parseDate('2032.1.31')).toBe('2032-01-31');
  expect(parseDate('长期')).toBe(NO_EXPIRY);
  expect(parseDate('2032-02-30')).toBe('');
});
