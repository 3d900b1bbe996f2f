import { expect, test } from 'vitest';
import { checkForm, draftOf, toForm } from './registration';

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
