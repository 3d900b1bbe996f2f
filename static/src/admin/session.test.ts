import { beforeEach, expect, test, vi } from 'vitest';
import { beginWith, exam, examDue, pageOf, restoreSession } from './session';

vi.hoisted(() => Object.assign(globalThis, { location: { origin: 'http://pages.test' } }));

const [older, newer] = [
  { id: 'gaokao-2027', name: '2027年高考' },
  { id: 'chengkao-2027', name: '2027年成人高考' },
];
let exams = [newer];
vi.stubGlobal('fetch', () => {
  const body = JSON.stringify({ staff: { organisation: '430102', next: null, exams } });
  const headers = { 'content-type': 'application/json' };
  return Promise.resolve(new Response(body, { headers }));
});
beforeEach(restoreSession);

test('where there is one exam, it is that one', () => {
  expect([exam.value, examDue.value]).toEqual([newer, false]);
});

test('of several nobody begins in one that they did not choose', async () => {
  exams = [newer, older];
  await restoreSession();
  expect([exam.value, examDue.value]).toEqual([null, true]);
  beginWith(older.id);
  expect([exam.value, examDue.value]).toEqual([older, false]);
});

test('another exam leaves somebody on their page, without what it was about', () => {
  expect(pageOf('#/candidates/5?candidate=5')).toBe('#/candidates');
  expect(pageOf('#/not-submitted?batch=undergraduate')).toBe('#/not-submitted');
  expect(pageOf('')).toBe('#/');
});
