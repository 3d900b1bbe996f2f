import { expect, test, vi } from 'vitest';
import { areChoices, forgetOld, forgetOthers, keptDraft, keptForm, keptPicks } from './kept';

class Memory {
  private readonly items = new Map<string, string>();
  getItem = (name: string) => this.items.get(name) ?? null;
  setItem = (name: string, value: string) => this.items.set(name, value);
  removeItem = (name: string) => this.items.delete(name);
}
const ofWindow = new Memory();
Object.assign(globalThis, { localStorage: new Memory(), sessionStorage: ofWindow });

const choices = [{ group: 7, majors: ['01'], accept_adjustment: true }];

test('unsaved work is found again by its owner, and by nobody else', () => {
  keptDraft.write({ owner: 1, batch: 'undergraduate', version: 3, choices });
  keptForm.write({ owner: 1, version: 0, form: {} });
  forgetOthers(1);
  expect(keptDraft.read()).toMatchObject({ owner: 1, version: 3, choices });
  forgetOthers(2);
  expect([keptDraft.read(), keptForm.read()]).toEqual([null, null]);
});

test('after an hour the window has nothing more of the form, and the unsaved choices still', () => {
  vi.useFakeTimers();
  keptDraft.write({ owner: 1, batch: 'undergraduate', version: 3, choices });
  keptForm.write({ owner: 1, version: 0, form: {} });
  keptPicks.write({ owner: 1, picks: {} });
  vi.advanceTimersByTime(59 * 60_000);
  expect(keptForm.read()).toMatchObject({ owner: 1 });
  vi.advanceTimersByTime(60_000);
  forgetOld();
  expect(['zhaokao.form', 'zhaokao.picks'].map((name) => ofWindow.getItem(name))).toEqual([
    null,
    null,
  ]);
  expect(keptDraft.read()).toMatchObject({ choices });
  // As older pages wrote it, without a time.
  ofWindow.setItem('zhaokao.form', '{"owner":1,"version":0,"form":{"phone":"13800000000"}}');
  expect(keptForm.read()).toBeNull();
  vi.useRealTimers();
});

test('what is no list of choices is not taken for one', () => {
  expect(areChoices(choices)).toBe(true);
  expect(areChoices([{ group: '7', majors: [], accept_adjustment: true }])).toBe(false);
  expect(areChoices({})).toBe(false);
});
