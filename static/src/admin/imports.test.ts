import { expect, test } from 'vitest';
import { IMPORTS, readCsv, tooLarge, unreadable, wantedHeader, zerosLost } from './imports';

const LINES = IMPORTS.find((kind) => kind.id === 'control-lines');

test('a byte order mark and Windows line ends are nothing special', () => {
  const file = readCsv(
    'lines.csv',
    new TextEncoder().encode('\ufeffbatch,track,line\r\nundergraduate,physics,405\r\n'),
  );
  expect(file).toMatchObject({
    encoding: 'UTF-8',
    header: ['batch', 'track', 'line'],
    rows: [['undergraduate', 'physics', '405']],
    count: 1,
  });
  expect(file.text.startsWith('batch')).toBe(true);
  expect(LINES && wantedHeader(file, LINES)).toBeNull();
});

test('what Excel saves in China is read as GB 18030', () => {
  const file = readCsv('lines.csv', new Uint8Array([0xc5, 0xfa, 0xb4, 0xce, 0x0a]));
  expect(file).toMatchObject({ encoding: 'GB 18030', header: ['批次'], count: 0 });
  expect(LINES && wantedHeader(file, LINES)).toBe('batch,track,line');
});

test('what the server does not read is not sent', () => {
  const most = 8 * 1024 * 1024;
  expect([tooLarge('x'.repeat(most)), tooLarge('x'.repeat(most + 1))]).toEqual([false, true]);
  expect([tooLarge('考'.repeat(most / 4)), tooLarge('考'.repeat(most / 2))]).toEqual([false, true]);
});

test('a workbook, an empty file and lost zeros are told apart before anything is sent', () => {
  expect(unreadable(new Uint8Array([0x50, 0x4b, 0x03, 0x04, 1]))).toContain('xlsx');
  expect(unreadable(new Uint8Array([0xd0, 0xcf, 0x11, 0xe0]))).toContain('.xls');
  expect(unreadable(new Uint8Array())).toContain('空文件');
  expect(unreadable(new TextEncoder().encode(' \r\n'))).toContain('没有内容');
  expect(unreadable(new TextEncoder().encode('serial\n'))).toBe('');
  const utf16 = new Uint8Array([0xff, 0xfe, 0x61, 0, 0x2c, 0, 0x62, 0, 0x0a, 0]);
  expect(readCsv('a.csv', utf16)).toMatchObject({ encoding: 'UTF-16', header: ['a', 'b'] });
  const scores = IMPORTS.find((kind) => kind.id === 'scores')!;
  const rows = (serial: string) =>
    readCsv('a.csv', new TextEncoder().encode(`serial,total\n${serial},600\n`));
  expect(zerosLost(rows('1020034'), scores)).toBe(1);
  expect(zerosLost(rows('01020034'), scores)).toBe(0);
  // Wherever it stands: city 10 and beyond have no zero to lose.
  const many = [
    '10020034',
    '11020034',
    '12020034',
    '13020034',
    '14020034',
    '"1020035"',
    '1.02E+07',
  ];
  expect(zerosLost(rows(many.join(',600\n')), scores)).toBe(2);
});
