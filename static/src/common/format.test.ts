import { expect, test } from 'vitest';
import { clockTime, fullTime, halfWidth, shortTime, spokenMasked, yuan } from './format';

test('fen become yuan without floating point', () => {
  expect(yuan(4000)).toBe('40.00');
  expect(yuan(5)).toBe('0.05');
  expect(yuan(123456789)).toBe('1,234,567.89');
  expect(yuan(-4000)).toBe('-40.00');
});

test('times are Beijing time, whatever the offset they came with', () => {
  expect(clockTime('2026-11-21T09:00:05Z')).toBe('17:00:05');
  expect(shortTime('2026-11-21T17:00:00+08:00')).toBe('11月21日 17:00');
  expect(fullTime('2026-12-31T16:00:00Z')).toBe('2027年1月1日 00:00:00');
});

test('a masked number is spoken by its tail', () => {
  expect(spokenMasked('430***********123X')).toBe('已隐藏，尾号 1 2 3 X');
  expect(spokenMasked('***')).toBe('已隐藏');
});

test('numbers are read as people type them', () => {
  expect(halfWidth('１３８ 0013 ８０００')).toBe('13800138000');
  expect(halfWidth('0102 0034')).toBe('01020034');
  expect(halfWidth('138-0013-8000')).toBe('13800138000');
});
