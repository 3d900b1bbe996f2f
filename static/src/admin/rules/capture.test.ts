import { expect, test } from 'vitest';
import { decidedBy, emptyDocument, faultsOf, tidied } from './capture';
import { checkDigit } from './document-number';

const TODAY = '2026-11-21';
const number = '43010220080315001' + checkDigit('43010220080315001');
const card = {
  number,
  name: '欧阳思远',
  sex: 'male' as const,
  ethnicity: '01',
  birth: '2008-03-15',
  address: '湖南省长沙市芙蓉区',
  valid_from: '2022-01-31',
  valid_until: '2032-01-31',
};

test('a good card has no fault', () => {
  expect(faultsOf(card, 'reader', TODAY)).toEqual({});
  expect(faultsOf({ ...card, valid_until: '长期' }, 'reader', TODAY)).toEqual({});
});

test('every empty field is named', () => {
  expect(Object.keys(faultsOf(emptyDocument(), 'reader', TODAY))).toEqual([
    'name',
    'number',
    'sex',
    'ethnicity',
    'birth',
    'address',
    'valid_from',
    'valid_until',
  ]);
});

test('what the number says must agree with the rest', () => {
  const faults = faultsOf({ ...card, sex: 'female', birth: '2008-03-16' }, 'reader', TODAY);
  expect(Object.keys(faults)).toEqual(['sex', 'birth']);
});

test('an expired card goes by the manual way, and only it', () => {
  const expired = { ...card, valid_until: '2026-11-20' };
  expect(faultsOf(expired, 'reader', TODAY).valid_until).toContain('已过期');
  expect(faultsOf(expired, 'manual_expired', TODAY)).toEqual({});
  expect(faultsOf(card, 'manual_expired', TODAY).valid_until).toContain('没有过期');
  expect(faultsOf({ ...card, valid_until: TODAY }, 'reader', TODAY)).toEqual({});
});

test('what is typed by hand is tidied: dates in any form, birth and sex as the number says', () => {
  const typed = { ...emptyDocument(), number: number.toLowerCase(), valid_from: '2022.1.31' };
  expect(tidied(typed, 'resident_card')).toMatchObject({
    number,
    birth: '2008-03-15',
    sex: 'male',
    valid_from: '2022-01-31',
  });
  const passport = tidied({ ...typed, number: 'e-1234 5678', birth: '20080305' }, 'passport');
  expect(passport).toMatchObject({ number: 'E12345678', birth: '2008-03-05', sex: '' });
});

test('another document and another province are decided about by somebody above', () => {
  expect(decidedBy(card, 'resident_card', '43')).toBeNull();
  expect(decidedBy({ ...card, address: '广东省广州市' }, 'resident_card', '43')).toBe('county');
  expect(decidedBy(card, 'passport', '43')).toBe('city');
  expect(
    faultsOf({ ...card, number: '短' }, 'manual_other', TODAY, 'passport').number,
  ).toBeTruthy();
});
