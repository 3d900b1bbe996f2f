import { expect, test } from 'vitest';
import {
  allPlaced,
  closeRanks,
  differencesOf,
  draftOf,
  fieldId,
  holds,
  put,
  saidOf,
  sheetOf,
  toggled,
  valueAt,
} from './form';
import type { Form } from './schema';
import { asked } from './form.fixture';

test('a place may be inside of another, or in a row', () => {
  const answers = {};
  put(answers, 'address.region', '430102');
  put(answers, 'address.detail', '示例路 1 号');
  expect(answers).toEqual({ address: { region: '430102', detail: '示例路 1 号' } });
  expect([valueAt(answers, 'address.region'), valueAt(answers, 'household.region')]).toEqual([
    '430102',
    undefined,
  ]);
  const rows = { family: [{ name: '甲' }, { name: '乙' }] };
  put(rows, 'family[1].name', '丙');
  expect(valueAt(rows, 'family[1].name')).toBe('丙');
  expect(fieldId('form.family[1].name')).toBe('family-1-name');
});

test('a field is asked for as the other answers have it', () => {
  const places = (answers: object) => allPlaced(asked, answers).map(({ place }) => place);
  expect(places({ registration_type: 'matched' })).not.toContain('second_subjects');
  expect(places({ registration_type: 'unified' })).toContain('second_subjects');
  expect(places({})).not.toContain('photo');
  const either = [
    [{ field: 'a', is: true, code: '1' }],
    [
      { field: 'a', is: true, code: '2' },
      { field: 'b', is: false, code: '3' },
    ],
  ];
  const answers = [{ a: '1' }, { a: '2' }, { a: '2', b: '3' }, { a: ['1', '2'], b: ['3'] }, {}];
  expect(answers.map((some) => holds(either, some))).toEqual([true, true, false, true, false]);
});

test('a draft has room for the rows that there have to be', () => {
  const draft = draftOf(asked, null, '示例');
  expect(draft).toMatchObject({
    second_subjects: [],
    family: [{ name: '', since: '' }],
    address: { recipient: '示例', region: '' },
  });
});

test('one too many is refused, not swapped', () => {
  expect(toggled(['a'], 'b', 2)).toEqual(['a', 'b']);
  expect(toggled(['a', 'b'], 'c', 2)).toBeNull();
  expect(toggled(['a', 'b'], 'a', 2)).toEqual(['b']);
});

test('rows without anything in them are taken out, down to as many as there have to be', () => {
  const draft = {
    family: [
      { name: '', since: '' },
      { name: '乙', since: '' },
    ],
  };
  closeRanks(asked, draft);
  expect(draft.family).toEqual([{ name: '乙', since: '' }]);
  const none = { family: [{ name: '' }, { name: '' }] };
  closeRanks(asked, none);
  expect(none.family).toEqual([{ name: '', since: '' }]);
});

const WORDS = {
  codes: { relation: [{ code: '1', name: '父亲' }] },
  regions: { '4301': '湖南省长沙市' },
};
const PRINTED: Form = {
  sections: [
    {
      name: 'resume',
      label: '简历',
      rows: { least: 0, most: 3 },
      print: 9,
      fields: [
        { name: 'place', label: '学校', kind: 'text', required: true, filled_by: 'candidate' },
      ],
    },
    {
      name: 'home',
      label: '住址',
      fields: [
        {
          name: 'region',
          label: '地区',
          kind: 'region',
          required: true,
          filled_by: 'candidate',
          print: 2,
        },
        { name: 'secret', label: '不打印', kind: 'text', required: false, filled_by: 'candidate' },
        {
          name: 'relation',
          label: '关系',
          kind: 'select_one',
          list: 'relation',
          required: true,
          filled_by: 'candidate',
          print: 1,
        },
        { name: 'hint', label: '说明', kind: 'note', required: false, filled_by: 'candidate' },
      ],
    },
    {
      name: 'family',
      label: '家庭成员',
      rows: { least: 0, most: 3 },
      print: 3,
      fields: [
        {
          name: 'who',
          label: '关系',
          kind: 'select_one',
          list: 'relation',
          required: true,
          filled_by: 'candidate',
        },
      ],
    },
  ],
};
const ANSWERS = {
  region: '4301',
  relation: '1',
  resume: [{ place: '一中' }, { place: '二中' }],
  family: [{ who: '1' }],
};

test('on paper it stands in the order of its places there', () => {
  expect(sheetOf(PRINTED, ANSWERS, WORDS)).toEqual({
    lines: [
      { id: 'relation', label: '关系', value: '父亲' },
      { id: 'region', label: '地区', value: '湖南省长沙市' },
    ],
    tables: [
      { label: '家庭成员', heads: ['关系'], rows: [['父亲']] },
      { label: '简历', heads: ['学校'], rows: [['一中'], ['二中']] },
    ],
  });
  expect(sheetOf(asked, { school_name: '一中' }, WORDS).lines.map(({ id }) => id)).toContain(
    'school-name',
  );
});

test('in words, a block for each row, and nothing of what may be left out and was', () => {
  expect(saidOf(PRINTED, ANSWERS, WORDS)).toEqual([
    {
      name: 'resume',
      label: '简历',
      hasRows: true,
      blocks: [
        [{ id: 'resume-0-place', label: '学校', value: '一中' }],
        [{ id: 'resume-1-place', label: '学校', value: '二中' }],
      ],
    },
    {
      name: 'home',
      label: '住址',
      hasRows: false,
      blocks: [
        [
          { id: 'region', label: '地区', value: '湖南省长沙市' },
          { id: 'relation', label: '关系', value: '父亲' },
        ],
      ],
    },
    {
      name: 'family',
      label: '家庭成员',
      hasRows: true,
      blocks: [[{ id: 'family-0-who', label: '关系', value: '父亲' }]],
    },
  ]);
});

test('of two sets of answers, what is not the same', () => {
  const said = (answers: object) => saidOf(PRINTED, answers, WORDS);
  expect(differencesOf(said(ANSWERS), said(ANSWERS))).toEqual([]);
  const other = {
    ...ANSWERS,
    region: '',
    resume: [{ place: '一中' }, { place: '三中' }, { place: '四中' }],
  };
  expect(differencesOf(said(ANSWERS), said(other))).toEqual([
    { id: 'resume-1-place', label: '简历第 2 行，学校', one: '二中', other: '三中' },
    { id: 'region', label: '地区', one: '湖南省长沙市', other: '' },
    { id: 'resume-2-place', label: '简历第 3 行，学校', one: '', other: '四中' },
  ]);
});
