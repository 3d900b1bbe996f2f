import { expect, test } from 'vitest';
import { alike, isGood, passwordRules, unlikeRule } from './passwords';

const known = { serial: '01020001', name: '欧阳示例', exam: 'gaokao-2027', least: 8 };
const missing = (password: string) =>
  passwordRules(password, known)
    .filter((rule) => rule.state === 'missing')
    .map((rule) => rule.text.slice(0, 4));

test('every rule is shown, and the ones that only the server can check are not called met', () => {
  const rules = passwordRules('Tide7harbor', known);
  expect(rules.map((rule) => rule.state)).toEqual(['ok', 'ok', 'later', 'later']);
  expect(isGood(rules)).toBe(true);
  expect(isGood(passwordRules('', known))).toBe(false);
});

test('what a browser can check is checked while typing', () => {
  expect(missing('Tide7')).toEqual(['8–12']);
  expect(missing('Tide7harbor '.repeat(2))).toEqual(['8–12']);
  expect(passwordRules('Tide7harbor', { ...known, least: 12 })[0]?.state).toBe('missing');
  expect(missing('x7'.repeat(65))).toEqual(['8–12', '不是很多']);
  expect(missing('tideharbor')).toEqual(['同时有字']);
  expect(missing('k01020001')).toEqual(['没有报名']);
  expect(missing('欧阳示例7kites')).toEqual(['没有报名']);
  expect(missing('GaoKao7blue')).toEqual(['没有报名']);
  expect(missing('aaaaaaa1')).toEqual(['不是很多']);
});

test('two passwords differ in four places at least', () => {
  expect(alike('kite7blue9', 'KITE7blue9')).toBe(true);
  expect(alike('kite7blue9', 'kite8blue12')).toBe(true);
  expect(alike('kite7blue9', 'kite7blue9harbour')).toBe(true);
  expect(alike('kite7blue9', 'maple4lantern')).toBe(false);
  expect(alike('kite7blue9', '')).toBe(false);
  expect(unlikeRule('', 'kite7blue9').state).toBe('missing');
});
