import { expect, test } from 'vitest';
import { IMPORTS, tooLarge, wantedHeader, readCsv } from './imports';

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
