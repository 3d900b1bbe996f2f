import { expect, test } from 'vitest';
import type { NamedChoice, Score } from '../common/schema';
import {
  besideLine,
  changesOf,
  differences,
  moved,
  sameList,
  toInput,
  warningsOf,
} from './choices';

function choice(
  name: string,
  line: number | null = 600,
  more: Partial<NamedChoice> = {},
): NamedChoice {
  return {
    group: Number(name.replace('-', '')),
    college: name.slice(0, 5),
    college_name: `大学${name}`,
    college_city: '长沙市',
    code: '101',
    name: '第101组',
    plan_type_name: '普通',
    requirement_text: '不限',
    majors: [{ code: '01', name: '法学' }],
    accept_adjustment: true,
    last_line: line === null ? null : { year: 2026, line, rank: 1000 },
    ...more,
  };
}
const codes = (choices: NamedChoice[]) => warningsOf(choices).map((w) => `${w.index}:${w.code}`);

test('an element moves where it is told, and never out of the list', () => {
  expect(moved(['a', 'b', 'c'], 0, 2)).toEqual(['b', 'c', 'a']);
  expect(moved(['a', 'b', 'c'], 2, 0)).toEqual(['c', 'a', 'b']);
  expect(moved(['a', 'b', 'c'], 1, 99)).toEqual(['a', 'c', 'b']);
  expect(moved(['a', 'b', 'c'], 1, -5)).toEqual(['b', 'a', 'c']);
  expect(moved(['a'], 7, 0)).toEqual(['a']);
});

test('a careful list has no warnings', () => {
  expect(
    codes([choice('10532-103', 624), choice('11077-101', 580), choice('20001-101', null)]),
  ).toEqual([]);
});

test('a list that is all out of reach is told so, once, and one choice in reach is enough', () => {
  const score = { total: 480, rank: 90_000 } as Score;
  const [high, near] = [choice('10532-103', 624), choice('11077-101', 482)];
  near.last_line = { year: 2026, line: 482, rank: 88_000 };
  const said = (choices: NamedChoice[]) => warningsOf(choices, score).map((w) => [w.index, w.code]);
  expect(said([high, choice('11077-101', 620)])).toEqual([[1, 'all_above']]);
  expect(said([high, near])).toEqual([]);
  expect(said([choice('10532-103', null)])).toEqual([]);
  expect(warningsOf([high])).toEqual([]);
});

test('what deserves a second look is said at the right place', () => {
  expect(codes([choice('10532-103'), choice('10532-103')])).toEqual(['1:duplicate']);
  expect(codes([choice('10532-103', 600, { accept_adjustment: false })])).toEqual([
    '0:no_adjustment',
  ]);
  expect(codes([choice('10532-103', 600, { majors: [] })])).toEqual(['0:no_majors']);
  expect(codes([choice('10532-103', 580), choice('11077-101', 624)])).toEqual([
    '1:order_inversion',
  ]);
  // One low line on top is one thing to look at, not one for each that follows.
  expect(
    codes([
      choice('10001-101', 500),
      choice('20002-101', 660),
      choice('30003-101', 640),
      choice('40004-101', 620),
    ]),
  ).toEqual(['0:order_inversion']);
  expect(
    codes([choice('10001-101', 660), choice('20002-101', 640), choice('30003-101', 670)]),
  ).toEqual(['2:order_inversion']);
  // Equal lines are no inversion, and neither is an unknown one.
  expect(codes([choice('10532-103', 600), choice('11077-101', 600)])).toEqual([]);
  expect(codes([choice('10532-103', null), choice('11077-101', 624)])).toEqual([]);
  // Codes next to each other are so by nature; with a name that is almost the same they are a trap.
  const named = (code: string, college_name: string) =>
    choice(`${code}-101`, 600, { college_name });
  expect(codes([named('12459', '湘江大学'), named('12489', '湘江大学潇湘学院')])).toEqual([
    '1:similar_code',
  ]);
  expect(codes([named('12459', '湘江大学'), named('12489', '湘潭大学')])).toEqual([
    '1:similar_code',
  ]);
  expect(codes([named('12459', '湘江大学'), named('12489', '岳麓学院')])).toEqual([]);
});

test('one insertion at the top is one difference', () => {
  const [a, b, c] = [choice('10001-1'), choice('20002-1'), choice('30003-1')];
  const rows = differences([c, a, b], [a, b]);
  expect(rows.map((row) => row.change)).toEqual(['added', 'same', 'same']);
});

test('moves, changes and removals are told apart', () => {
  const [a, b, c] = [choice('10001-1'), choice('20002-1'), choice('30003-1')];
  const changed = { ...b, accept_adjustment: false };
  expect(differences([changed, a], [a, b, c]).map((row) => [row.group, row.change])).toEqual([
    [200021, 'changed'],
    [100011, 'moved'],
    [300031, 'removed'],
  ]);
  expect(sameList(toInput([a, b]), toInput([a, changed]))).toBe(false);
  expect(sameList(toInput([a, b]), toInput([{ ...a }, { ...b }]))).toBe(true);
});

test('a change is said in words', () => {
  const law = { code: '01', name: '法学' };
  const physics = { code: '02', name: '物理学' };
  const history = { code: '03', name: '历史学' };
  const of = (majors: NamedChoice['majors'], accept_adjustment = true) =>
    choice('10001-1', 600, { majors, accept_adjustment });
  expect(changesOf(of([law, physics]), of([law]))).toEqual(['加了专业：物理学']);
  expect(changesOf(of([physics, law]), of([law, physics]))).toEqual(['专业顺序改为：物理学、法学']);
  expect(changesOf(of([law, history], false), of([law, physics]))).toEqual([
    '加了专业：历史学',
    '去掉专业：物理学',
    '改为不服从调剂',
  ]);
});

test('my score stands beside last year’s line', () => {
  const line = { year: 2026, line: 600, rank: 12_000 };
  const score = (total: number, rank: number) => ({ total, rank }) as Score;
  expect(besideLine(line, score(603, 10_800))).toBe('您比它高 3 分，位次靠前 1,200');
  expect(besideLine(line, score(590, 15_000))).toBe('您比它低 10 分，位次靠后 3,000');
  expect(besideLine(line, score(600, 12_000))).toBe('您与它同分，位次相同');
  expect(besideLine(null, score(600, 1))).toBe('');
});
