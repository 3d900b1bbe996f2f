import { expect, test } from 'vitest';
import { nextTick } from 'vue';
import { draftOf } from '../common/form';
import { asked } from '../common/form.fixture';
import {
  checkForm,
  completeFilling,
  filling,
  forgetFilling,
  isToBeCompleted,
  isUnsubmitted,
  recallFilling,
  sealedLabels,
  toAnswers,
} from './registration';

class Memory {
  private readonly items = new Map<string, string>();
  getItem = (name: string) => this.items.get(name) ?? null;
  setItem = (name: string, value: string) => this.items.set(name, value);
  removeItem = (name: string) => this.items.delete(name);
}
const ofWindow = new Memory();
Object.assign(globalThis, { localStorage: new Memory(), sessionStorage: ofWindow });

const codes = {
  candidate_category: [
    { code: '1', name: '城镇应届' },
    { code: '4', name: '农村往届' },
  ],
};
const form = {
  ...draftOf(asked, null, '示例'),
  registration_type: 'unified',
  second_subjects: ['chemistry', 'biology'],
  candidate_category: '1',
  graduation_year: '２０２７',
  school_name: '示例县第一中学',
  phone: '+86 138 0013 ８000',
  address: { region: '430102', detail: '示例路 1 号', postcode: '410 000', recipient: '示例' },
  family: [
    { name: '示例家长', since: '2020.9' },
    { name: '', since: '' },
  ],
};
const wrong = (change: object) =>
  checkForm(asked, { ...form, ...change }, codes, 2027).map((error) => error.message);

test('numbers are read as people type them, and empty rows are not sent', () => {
  expect(wrong({})).toEqual([]);
  expect(toAnswers(asked, form)).toEqual({
    registration_type: 'unified',
    second_subjects: ['chemistry', 'biology'],
    candidate_category: '1',
    graduation_year: 2027,
    school_name: '示例县第一中学',
    phone: '13800138000',
    address: { region: '430102', detail: '示例路 1 号', postcode: '410000', recipient: '示例' },
    family: [{ name: '示例家长', since: '2020-09' }],
  });
  expect(toAnswers(asked, { ...form, registration_type: 'matched' })).not.toHaveProperty(
    'second_subjects',
  );
});

test('every fault is said at its field', () => {
  const faults = checkForm(
    asked,
    { ...form, second_subjects: ['chemistry'], phone: '1', family: [{ name: '', since: '' }] },
    codes,
    2027,
  );
  expect(faults).toEqual([
    { id: 'second-subjects', message: '请选择second_subjects' },
    { id: 'phone', message: '请填写 11 位手机号码' },
    { id: 'family', message: '家庭成员至少填写 1 行' },
  ]);
  // Of rows, which.
  expect(
    checkForm(
      asked,
      {
        ...form,
        family: [
          { name: '甲', since: '' },
          { name: '', since: '2' },
        ],
      },
      codes,
      2027,
    ),
  ).toEqual([
    { id: 'family-1-name', at: '家庭成员第 2 行', message: '请填写name' },
    { id: 'family-1-since', at: '家庭成员第 2 行', message: '请填写年月，如 2024-09' },
  ]);
});

test('应届 leaves school this year, 往届 has left it before', () => {
  const year = (candidate_category: string, graduation_year: string) =>
    wrong({ candidate_category, graduation_year });
  expect(year('1', '1999')).toEqual([
    '考生类别选的是“城镇应届”，毕业年份应是 2027；如果已经毕业，请改选往届',
  ]);
  expect(year('4', '1999')).toEqual([]);
  expect(year('4', '2027')[0]).toContain('毕业年份应早于 2027');
  expect(wrong({ candidate_category: '9', graduation_year: '2031' })).toEqual([
    '毕业年份不能晚于 2027',
  ]);
});

test('no browser keeps where somebody lives, who takes letters there, and which number to call', async () => {
  Object.assign(filling, { owner: 7, asked, form: { ...form }, version: 1, dirty: true });
  await nextTick();
  const kept = ofWindow.getItem('zhaokao.form') ?? '';
  expect(kept).toContain('示例县第一中学');
  for (const secret of ['138', '示例路 1 号', '示例家长', '"recipient"', '"phone"', '"detail"']) {
    expect(kept).not.toContain(secret);
  }
  // The window is loaded again.
  filling.form = null;
  expect(isToBeCompleted(7)).toBe(true);
  expect(recallFilling(7, asked)).toBe(true);
  expect(filling).toMatchObject({
    recalled: true,
    version: 1,
    form: { phone: '', address: { postcode: '410 000' } },
  });
  completeFilling({
    ...draftOf(asked, null, '示例'),
    phone: '13900000000',
    family: [{ name: '示例家长', since: '' }],
  });
  expect(filling.form).toMatchObject({
    school_name: '示例县第一中学',
    phone: '13900000000',
    address: { recipient: '示例', detail: '' },
    family: [{ name: '示例家长', since: '2020.9' }, { name: '' }],
  });
  forgetFilling();
  expect(filling.recalled).toBe(false);
});

test('what is not submitted is known on every page, and what no browser keeps has its name', async () => {
  forgetFilling();
  expect(isUnsubmitted(7)).toBe(false);
  Object.assign(filling, { owner: 7, asked, form: { ...form }, version: 1, dirty: true });
  await nextTick();
  expect([isUnsubmitted(7), isUnsubmitted(8)]).toEqual([true, false]);
  // After a reload.
  Object.assign(filling, { owner: 0, form: null, dirty: false });
  expect([isUnsubmitted(7), isUnsubmitted(8)]).toEqual([true, false]);
  forgetFilling();
  expect(isUnsubmitted(7)).toBe(false);
  expect(sealedLabels(asked, form)).toEqual([
    'address.detail',
    'address.recipient',
    'phone',
    '家庭成员name',
  ]);
});
