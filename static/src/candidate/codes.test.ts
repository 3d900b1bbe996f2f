import { expect, test } from 'vitest';
import { levelOf } from './codes';

test('levels are called as the names of a province end', () => {
  const named = (...names: string[]) => levelOf(names.map((name) => ({ name })));
  expect(named('湖南省', '内蒙古自治区', '北京市')).toBe('省、自治区、市');
  expect(named('长沙市', '湘西土家族苗族自治州')).toBe('市、州');
  expect(named('青禾一县', '青禾二县')).toBe('县');
  expect(named('禾苗镇', '禾穗乡')).toBe('镇、乡');
  expect([named('金州'), named('第一片'), named()]).toEqual(['州', '下一级', '下一级']);
});
