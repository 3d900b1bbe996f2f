import { expect, test, vi } from 'vitest';
import { signOut } from './leave';

vi.hoisted(() => Object.assign(globalThis, { location: { origin: 'http://pages.test' } }));

class Memory {
  private readonly items = new Map<string, string>();
  getItem = (name: string) => this.items.get(name) ?? null;
  setItem = (name: string, value: string) => this.items.set(name, value);
  removeItem = (name: string) => this.items.delete(name);
}
const ofWindow = new Memory();
const replace = vi.fn();
Object.assign(globalThis, {
  localStorage: new Memory(),
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
