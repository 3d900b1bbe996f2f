import { expect, test } from 'vitest';
import { countdown, noteServerTime, serverNow } from './clock';

test('the countdown rounds down and never goes below zero', () => {
  expect(countdown(1999).text).toBe('00:00:01');
  expect(countdown(999)).toMatchObject({ text: '00:00:00', over: false });
  expect(countdown(0).over).toBe(true);
  expect(countdown(-5000)).toMatchObject({ text: '00:00:00', over: true });
  expect(countdown(2 * 86_400_000 + 3 * 3_600_000 + 4 * 60_000 + 5000)).toMatchObject({
    text: '2 天 03:04:05',
    spoken: '2 天 3 小时 4 分钟',
  });
});

test('the server clock follows the quickest answer, not the latest', () => {
  const local = Date.now();
  const server = Math.floor(local / 1000) * 1000 + 3_600_000;
  noteServerTime(new Date(server).toUTCString(), local - 20, local);
  expect(Math.abs(serverNow() - (server + 500))).toBeLessThan(200);
  // A slow answer claims another hour: ignored.
  noteServerTime(new Date(server + 3_600_000).toUTCString(), local - 5000, local);
  expect(Math.abs(serverNow() - (server + 500))).toBeLessThan(200);
});
