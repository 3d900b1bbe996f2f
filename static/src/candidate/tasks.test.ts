import { expect, test } from 'vitest';
import type { Candidate, VolunteerOverview, Window } from '../common/schema';
import { currentBatch, nextTask, tasksOf } from './tasks';

const HOUR = 3_600_000;
const at = (hours: number) => new Date(Date.now() + hours * HOUR).toISOString();
const batch = (name: string, opens: number, closes: number) => ({
  name,
  window: { opens: at(opens), closes: at(closes) } as Window,
});

test('of several batches it is the one that is filled now, or comes next, or was the last', () => {
  const [over, last, open] = [batch('a', -9, -8), batch('b', -7, -6), batch('c', -1, 1)];
  const [next, later] = [batch('d', 2, 3), batch('e', 4, 5)];
  const unset = { name: 'f', window: null };
  expect(currentBatch([over, later, next, open, unset])?.name).toBe('c');
  expect(currentBatch([over, later, next])?.name).toBe('d');
  expect(currentBatch([over, last])?.name).toBe('b');
  const paused = { ...over, window: { ...over.window, suspended: true } };
  expect(currentBatch([paused, last, next])?.name).toBe('a');
  expect(currentBatch([unset])?.name).toBe('f');
  expect(currentBatch([])).toBeUndefined();
});

test('in a pause an unsubmitted draft is still the first thing to know, and nothing is over', () => {
  const me = { stage: 'filled', paid: true, form_complete: true } as Candidate;
  const window = { ...batch('', -9, -1).window, suspended: true, note: '全省已暂停：停电' };
  const tasks = (draft_version: number, submission_version = 0) => {
    const own = { batch: 'undergraduate', name: '本科批', eligible: true, window };
    const batches = [{ ...own, draft_version, submission_version, differs: false }];
    return tasksOf(me, { score: null, batches } as unknown as VolunteerOverview, [], []);
  };
  const next = nextTask(tasks(4));
  expect([next?.to, next?.warn]).toEqual(['/volunteer/undergraduate', true]);
  expect(next?.explanation).toMatch(/^填报已暂停（全省已暂停：停电），恢复后继续。/);
  expect(nextTask(tasks(0))).toBeNull();
  const list = (draft: number, submission: number) =>
    tasks(draft, submission).find((task) => task.name === '志愿');
  expect(list(0, 0)).toMatchObject({ state: 'later', status: '已暂停' });
  expect(list(4, 2)).toMatchObject({ state: 'done', status: '已提交' });
});
