import { expect, test } from 'vitest';
import { levelOf, pathTo } from './organisation';

test('a code carries its level and everything above it', () => {
  expect(['43', '4301', '430102', '430102001'].map(levelOf)).toEqual([
    'province',
    'city',
    'county',
    'point',
  ]);
  expect(pathTo('430102001', '43')).toEqual(['43', '4301', '430102', '430102001']);
  expect(pathTo('430102', '4301')).toEqual(['4301', '430102']);
  expect(pathTo('43', '43')).toEqual(['43']);
});
