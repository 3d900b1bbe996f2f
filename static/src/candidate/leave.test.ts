import { expect, test, vi } from 'vitest';
import type { Session } from '../common/schema';
import { draft } from './draft';
import { signOut } from './leave';
import { forgetSession, keepSession } from './session';

type Heard = (event: Partial<StorageEvent>) => void;
const heard = vi.hoisted(() => {
  const all: Heard[] = [];
  Object.assign(globalThis, {
    location: { origin: 'http://pages.test' },
    addEventListener: (name: string, act: Heard) => name === 'storage' && all.push(act),
  });
  return all;
});

class Memory {
  private readonly items = new Map<string, string>();
  getItem = (name: string) => this.items.get(name) ?? null;
  setItem = (name: string, value: string) => this.items.set(name, value);
  removeItem = (name: string) => this.items.delete(name);
}
const ofWindow = new Memory();
const ofBrowser = new Memory();
const told = vi.spyOn(ofBrowser, 'setItem');
const replace = vi.fn();
Object.assign(globalThis, {
  localStorage: ofBrowser,
  sessionStorage: ofWindow,
  location: { origin: 'http://pages.test', replace },
});
const answers = (status: number) =>
  vi.stubGlobal('fetch', () =>
    Promise.resolve(new Response(status === 204 ? null : '', { status })),
  );

test('who could not be signed out stays, and is told so', async () => {
  ofWindow.setItem('zhaokao.identity-check', 'iv-1');
  vi.stubGlobal('fetch', () => Promise.reject(new TypeError('no line')));
  await expect(signOut()).rejects.toThrow();
  answers(503);
  await expect(signOut()).rejects.toThrow();
  expect(replace).not.toHaveBeenCalled();
  expect(ofWindow.getItem('zhaokao.identity-check')).toBe('iv-1');
});

test('signed out, the pages are loaded anew and nothing is kept', async () => {
  for (const status of [204, 401]) {
    ofWindow.setItem('zhaokao.identity-check', 'iv-1');
    answers(status);
    await signOut();
    expect(replace).toHaveBeenLastCalledWith('/sign-in');
    expect(ofWindow.getItem('zhaokao.identity-check')).toBeNull();
  }
  expect(replace).toHaveBeenCalledTimes(2);
});

test('a sign-out is heard in the other windows, and nothing is left there either', async () => {
  answers(204);
  await signOut();
  const [[key, newValue] = []] = told.mock.calls;
  expect(ofBrowser.getItem(String(key))).toBeNull();
  replace.mockClear();

  const hear = (event: object) => heard.forEach((act) => act(event));
  draft.owner = 1;
  forgetSession();
  hear({ key, newValue });
  expect(replace).not.toHaveBeenCalled();
  keepSession({} as Session);
  hear({ key: 'zhaokao.draft', newValue: null });
  hear({ key, newValue: null });
  expect([replace.mock.calls, draft.owner]).toEqual([[], 1]);
  hear({ key, newValue });
  expect([replace.mock.calls, draft.owner]).toEqual([[['/sign-in']], 0]);
});
