import { expect, test } from 'vitest';
import { nextTick } from 'vue';
import {
  checkForm,
  completeFilling,
  draftOf,
  filling,
  forgetFilling,
  recallFilling,
  toForm,
} from './registration';

class Memory {
  private readonly items = new Map<string, string>();
  getItem = (name: string) => this.items.get(name) ?? null;
  setItem = (name: string, value: string) => this.items.set(name, value);
  removeItem = (name: string) => this.items.delete(name);
}
const ofWindow = new Memory();
Object.assign(globalThis, { localStorage: new Memory(), sessionStorage: ofWindow });

const form = {
  ...draftOf(null, '示例'),
  first_subject: 'physics' as const,
  graduation_year: '２０２７',
  phone: '+86 138 0013 ８000',
  address: { region: '430102', detail: '示例路 1 号', postcode: '410 000', recipient: '示例' },
};
const wrong = (category: string, graduation_year = '2027') =>
  checkForm({ ...form, graduation_year }, category, 2027)
    .filter((error) => ['graduation-year', 'phone', 'address-postcode'].includes(error.id ?? ''))
    .map((error) => error.message);

test('numbers are read as people type them', () => {
  expect(wrong('城镇应届')).toEqual([]);
  expect(toForm(form)).toMatchObject({
    graduation_year: 2027,
    phone: '13800138000',
    address: { postcode: '410000' },
  });
});

test('应届 leaves school this year, 往届 has left it before', () => {
  expect(wrong('城镇应届', '1999')).toEqual([
    '考生类别选的是“城镇应届”，毕业年份应是 2027；如果已经毕业，请改选往届',
  ]);
  expect(wrong('农村往届', '1999')).toEqual([]);
  expect(wrong('农村往届', '2027')[0]).toContain('毕业年份应早于 2027');
  expect(wrong('', '2031')).toEqual(['毕业年份不能晚于 2027']);
});

test('no browser keeps where somebody lives, who takes letters there, and which number to call', async () => {
  const whole = {
    ...form,
    school_name: '示例县第一中学',
    household: { region: '430102', detail: '户口街道 2 号' },
  };
  Object.assign(filling, { owner: 7, form: whole, version: 1, dirty: true });
  await nextTick();
  const kept = ofWindow.getItem('zhaokao.form') ?? '';
  expect(kept).toContain('示例县第一中学');
  for (const secret of [
    '138',
    '示例路 1 号',
    '户口街道 2 号',
    '"recipient"',
    '"phone"',
    '"detail"',
  ]) {
    expect(kept).not.toContain(secret);
  }
  // The window is loaded again.
  filling.form = null;
  expect(recallFilling(7)).toBe(true);
  expect(filling).toMatchObject({
    recalled: true,
    version: 1,
    form: { phone: '', address: { postcode: '410 000' } },
  });
  completeFilling({ ...draftOf(null, '示例'), phone: '13900000000' });
  expect(filling.form).toMatchObject({
    school_name: '示例县第一中学',
    phone: '13900000000',
    address: { recipient: '示例', detail: '' },
  });
  forgetFilling();
  expect(filling.recalled).toBe(false);
});
