import { expect, test, vi } from 'vitest';
import { effectScope, shallowRef } from 'vue';
import { countdown, noteServerTime, phaseOf, serverNow, whenPassed } from './clock';

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

test('a pause is not the end', () => {
  const window = { opens: '2027-06-25T08:00:00+08:00', closes: '2027-06-26T10:00:00+08:00' };
  const later = Date.parse('2027-06-26T12:00:00+08:00');
  expect(phaseOf(window, later)).toBe('after');
  expect(phaseOf({ ...window, suspended: true }, later)).toBe('suspended');
});

test('passing the opening or the end is told once; a window that was only read again is no news', async () => {
  vi.useFakeTimers();
  const at = (seconds: number) => new Date(serverNow() + seconds * 1000).toISOString();
  const window = shallowRef({ opens: at(-60), closes: at(30) });
  const scope = effectScope();
  const moved = vi.fn();
  scope.run(() => whenPassed(() => [window.value], moved));
  await vi.advanceTimersByTimeAsync(25_000);
  expect(moved).not.toHaveBeenCalled();
  await vi.advanceTimersByTimeAsync(15_000);
  expect(moved).toHaveBeenCalledTimes(1);
  window.value = { opens: at(-60), closes: at(600) };
  await vi.advanceTimersByTimeAsync(60_000);
  expect(moved).toHaveBeenCalledTimes(1);
  scope.stop();
  await vi.advanceTimersByTimeAsync(900_000);
  expect(moved).toHaveBeenCalledTimes(1);
  vi.useRealTimers();
});
