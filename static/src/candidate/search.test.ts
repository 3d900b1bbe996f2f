import { beforeEach, expect, test } from 'vitest';
import type { Score } from '../common/schema';
import {
  chips,
  clearFilters,
  faultOf,
  forgetSearch,
  fromQuery,
  search,
  toQuery,
  toRequest,
} from './search';

const score = { total: 600, rank: 14_523, track: 'physics' } as Score;
let owner = 0;
beforeEach(() => forgetSearch((owner += 1)));

test('what is asked for is the part of the list that is chosen, and what was typed within it', () => {
  search.band = 'match';
  expect(toRequest(['chemistry', 'biology'], score)).toMatchObject({
    subjects: 'chemistry,biology',
    min_rank: 14500,
    max_rank: 17500,
    min_line: undefined,
    max_line: undefined,
    order: undefined,
  });
  Object.assign(search, { basis: 'score', minLine: '５95', maxLine: '650', order: 'plan' });
  expect(toRequest([], score)).toMatchObject({
    min_rank: undefined,
    min_line: 595,
    max_line: 600,
    order: 'plan',
  });
  expect(toRequest([], null)).toMatchObject({ min_line: 595, max_line: 650 });
});

test('filters are in the address and come back from it; one’s own score is not', () => {
  Object.assign(search, {
    q: ' 湖大 ',
    band: 'near',
    basis: 'score',
    majorClass: '0809',
    order: 'plan',
  });
  search.minTuition = '4000';
  const query = toQuery();
  expect(query).toEqual({
    q: '湖大',
    band: 'near',
    basis: 'score',
    majorClass: '0809',
    order: 'plan',
    minTuition: '4000',
  });
  forgetSearch((owner += 1));
  expect(fromQuery(query)).toBe(true);
  expect(toQuery()).toEqual(query);
  fromQuery({ band: 'toString', order: 'luck', basis: 'x' });
  expect(toQuery()).toEqual({});
});

test('each thing that narrows the list is named and can be taken away, or all at once', () => {
  search.narrowings.major_classes = [{ value: '0809', name: '计算机类', count: 3 }];
  Object.assign(search, { band: 'reach', majorClass: '0809', tag: '985', maxTuition: '６000' });
  expect(chips(score)).toEqual([
    { name: 'band', text: '冲：上年位次 12,500–14,499' },
    { name: 'tag', text: '985' },
    { name: 'majorClass', text: '计算机类' },
    { name: 'maxTuition', text: '学费 6,000 元以内' },
  ]);
  clearFilters();
  expect(chips(score)).toEqual([]);
  expect(toQuery()).toEqual({ band: 'all' });
  expect(toRequest([], score)).toMatchObject({
    min_rank: undefined,
    max_rank: undefined,
  });
});

test('what can’t be found is said before it is asked for', () => {
  Object.assign(search, { minLine: '680', maxLine: '600' });
  expect(faultOf()?.message).toContain('最低投档线比最高投档线还高');
  Object.assign(search, { minLine: '', maxLine: '', minTuition: '很少' });
  expect(faultOf()).toEqual({ id: 'min-tuition', message: '学费请填整数，单位为元/年' });
  Object.assign(search, { minTuition: '5000', maxTuition: '４000' });
  expect(faultOf()?.message).toContain('最低学费比最高学费还高');
  search.maxTuition = '40000';
  expect(faultOf()).toBeNull();
});
