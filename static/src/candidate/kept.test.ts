import { expect, test } from 'vitest';
import { areChoices, forgetOthers, keptDraft, keptForm } from './kept';

class Memory {
  private readonly items = new Map<string, string>();
  getItem = (name: string) => this.items.get(name) ?? null;
  setItem = (name: string, value: string) => this.items.set(name, value);
  removeItem = (name: string) => this.items.delete(name);
}
Object.assign(globalThis, { localStorage: new Memory(), sessionStorage: new Memory() });

const choices = [{ group: 7, majors: ['01'], accept_adjustment: true }];

test('unsaved work is found again by its owner, and by nobody else', () => {
  keptDraft.write({ owner: 1, batch: 'undergraduate', version: 3, choices });
  keptForm.write({ owner: 1, version: 0, form: {} });
  forgetOthers(1);
  expect(keptDraft.read()).toMatchObject({ owner: 1, version: 3, choices });
  forgetOthers(2);
  expect([keptDraft.read(), keptForm.read()]).toEqual([null, null]);
});

test('what is no list of choices is not taken for one', () => {
  expect(areChoices(choices)).toBe(true);
  expect(areChoices([{ group: '7', majors: [], accept_adjustment: true }])).toBe(false);
  expect(areChoices({})).toBe(false);
});
