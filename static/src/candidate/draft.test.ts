import { beforeEach, expect, test, vi } from 'vitest';
import type { BatchView } from '../common/schema';
import { draft, edit, flush, openDraft, unsaved } from './draft';
import { keptDraft } from './kept';

vi.hoisted(() => {
  const items = new Map<string, string>();
  Object.assign(globalThis, {
    location: { origin: 'http://pages.test' },
    localStorage: {
      getItem: (name: string) => items.get(name) ?? null,
      setItem: (name: string, value: string) => items.set(name, value),
      removeItem: (name: string) => items.delete(name),
    },
  });
});

const choice = (group: number) => ({ group, majors: [], accept_adjustment: true });
const view = (more: object) =>
  ({
    batch: 'undergraduate',
    editable: true,
    eligible: true,
    now: '2027-06-26T10:00:00+08:00',
    window: { opens: '2027-06-25T08:00:00+08:00', closes: '2027-06-30T17:00:00+08:00' },
    draft: { version: 3, choices: [choice(1), choice(2)], saved_at: '2027-06-26T09:00:00+08:00' },
    submission: null,
    ...more,
  }) as unknown as BatchView;
const closes = '2027-06-26T09:30:00+08:00';
const paused = view({
  editable: false,
  window: { opens: '2027-06-25T08:00:00+08:00', closes, suspended: true, note: null },
});
const over = view({ editable: false, now: '2027-06-30T17:00:01+08:00' });

/** What the server has, and what it was sent. */
let server = view({});
const sent: unknown[] = [];
const json = (status: number, body: object) =>
  new Response(JSON.stringify(body), { status, headers: { 'content-type': 'application/json' } });
vi.stubGlobal('fetch', async (request: Request) => {
  if (request.method === 'GET') {
    return request.url.includes('/groups/') ? json(404, {}) : json(200, server);
  }
  if (!server.editable) return json(409, { code: 'window_closed' });
  sent.push(await request.json());
  return json(200, { version: 4, saved_at: '2027-06-26T10:00:01+08:00' });
});

const kept = { owner: 1, batch: 'undergraduate', version: 3, choices: [choice(2), choice(1)] };
const groups = () => draft.choices.map((one) => one.group);

beforeEach(async () => {
  sent.length = 0;
  keptDraft.forget();
  server = view({});
  await openDraft(99, 'undergraduate');
});

test('an edit that a pause interrupted is there after a reload, and saved when it goes on', async () => {
  keptDraft.write(kept);
  server = paused;
  await openDraft(1, 'undergraduate');
  await flush();
  expect([groups(), unsaved(), sent]).toEqual([[2, 1], true, []]);
  expect(keptDraft.read()).toMatchObject(kept);
  server = view({});
  await openDraft(1, 'undergraduate');
  await flush();
  expect([groups(), unsaved(), sent]).toEqual([
    [2, 1],
    false,
    [{ version: 3, choices: kept.choices }],
  ]);
});

test('a pause that comes while somebody edits is no refusal', async () => {
  await openDraft(1, 'undergraduate');
  server = paused;
  edit([...draft.choices].reverse());
  await flush();
  expect([draft.state, draft.batch?.editable]).toEqual(['waiting', false]);
  expect(keptDraft.read()).toMatchObject(kept);
});

test('after the end there is nothing to be saved any more', async () => {
  keptDraft.write(kept);
  server = over;
  await openDraft(1, 'undergraduate');
  expect([groups(), unsaved(), keptDraft.read()]).toEqual([[1, 2], false, null]);
});
