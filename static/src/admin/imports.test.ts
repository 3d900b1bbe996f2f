import { expect, test } from 'vitest';
import { IMPORTS, placeOf, unreadable } from './imports';

const file = (name: string, ...bytes: number[]) => new File([new Uint8Array(bytes)], name);

test('what can’t be read is told before anything is sent', async () => {
  const ZIP = [0x50, 0x4b, 3, 4];
  const why = (one: File) => unreadable(one, ['csv', 'xlsx']);
  expect(await why(file('成绩.csv', 0x61))).toBe('');
  expect(await why(file('成绩.XLSX', ...ZIP))).toBe('');
  expect(await why(file('成绩.xlsx', 0x61, 0x62))).toContain('不是 .xlsx');
  expect(await why(file('成绩.xls', 0xd0, 0xcf, 0x11, 0xe0))).toContain('.xls');
  expect(await why(file('成绩.pdf', 0x25, 0x50, 0x44, 0x46))).toContain('PDF');
  expect(await why(file('成绩.txt', 0x61))).toBe('请选择 .csv、.xlsx 文件');
  expect(await why(file('成绩.csv'))).toContain('空文件');
});

test('an error is placed as people call it', () => {
  const { columns } = IMPORTS.scores;
  expect(placeOf({ field: 'chinese', message: '', line: 3, column: 4 }, columns)).toEqual({
    line: '3',
    at: '第 4 列 语文',
  });
  expect(placeOf({ field: '交易时间', message: '', line: 2, column: 1 })).toEqual({
    line: '2',
    at: '第 1 列 交易时间',
  });
  expect(placeOf({ field: 'plans.csv:4:C', message: '' })).toEqual({
    line: '4',
    at: 'plans.csv 第 C 列',
  });
  expect(placeOf({ field: 'row', message: '', line: 9, column: 2 }).at).toBe('整行');
  expect(placeOf({ field: 'file', message: '' })).toEqual({ line: '—', at: '整个文件' });
});
