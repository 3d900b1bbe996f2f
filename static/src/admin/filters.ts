import { reactive, ref, watch, type Reactive } from 'vue';
import { useRoute, useRouter, type LocationQuery } from 'vue-router';
import { idempotencyKey } from '@/common/api';
import { usePages } from './pages';

type Words = Record<string, string>;

interface Kept {
  typed: Words;
  starts: string[];
}

/** By the entry of the browser's history: who comes back finds the list as it was left. Gone at sign-out, with the page. */
const kept = new Map<string, Kept>();

function entry(): string {
  const state = (window.history.state ?? {}) as { list?: string };
  const name = state.list ?? idempotencyKey();
  if (!state.list) window.history.replaceState({ ...state, list: name }, '');
  return name;
}

/**
 * What a list is looked for by. What is chosen stands in the address: a reload or a link finds it again. What is typed may
 * name a person; it is kept in memory alone, with the page that was open, and counts once `search` is called.
 */
export function useFilters<C extends Words, T extends Words = Record<never, string>>(
  atFirst: C,
  words: T = {} as T,
) {
  const [route, router] = [useRoute(), useRouter()];
  const page = route.name;
  const chosen = reactive({ ...atFirst });
  const typed = reactive({ ...words });
  const asked = reactive({ ...words });
  const starts = ref(['']);
  /** What a list was left by is no change: it keeps its page. */
  let left = '';
  const current = () => JSON.stringify([chosen, asked]);
  const keys = usePages(starts);
  const pages = {
    ...keys,
    changed: () => {
      if (current() !== left) keys.first();
      left = '';
    },
  };

  function recall(): void {
    Object.assign(chosen, chosenIn(route.query, atFirst));
    const was = kept.get(entry());
    Object.assign(typed, words, was?.typed);
    Object.assign(asked, words, was?.typed);
    starts.value = was?.starts ?? [''];
    left = current();
  }
  recall();

  watch(chosen, () => {
    if (route.name === page && !isSame(queryOf(chosen, atFirst), route.query)) {
      void router.replace({ query: queryOf(chosen, atFirst) });
    }
  });
  // Another entry of the same page: its own link in the menu, or the way back to it.
  watch(
    () => route.query,
    (query) => {
      if (route.name === page && !isSame(queryOf(chosen, atFirst), query)) recall();
    },
  );
  watch([asked, starts], () => {
    kept.set(entry(), { typed: { ...asked }, starts: starts.value });
  });

  /** What is typed counts now; what counts already is loaded again. */
  function search(reload: () => unknown): void {
    const before = { ...asked };
    for (const name of Object.keys(words)) Object.assign(asked, { [name]: typed[name]?.trim() });
    if (isSame(before, asked)) void reload();
  }

  return { chosen, typed, asked, pages, search } as Filters<C, T>;
}

export interface Filters<C extends Words, T extends Words> {
  chosen: Reactive<C>;
  typed: Reactive<T>;
  asked: Reactive<T>;
  pages: ReturnType<typeof usePages>;
  search: (reload: () => unknown) => void;
}

/** What a list was looked for by, as its printed page says it. */
export function printedFilter(...parts: (string | undefined)[]): string {
  const said = parts.filter(Boolean).join('、');
  return said && `范围：${said}`;
}

/** Days from one to another, of which both may be open. */
export function printedDays(first: string, last: string): string {
  if (first && last) return `${first} 至 ${last}`;
  return (first && `${first} 起`) || (last && `截至 ${last}`);
}

function queryOf(chosen: Words, atFirst: Words): Words {
  return Object.fromEntries(
    Object.entries(chosen).filter(([name, value]) => value !== atFirst[name]),
  );
}

function chosenIn(query: LocationQuery, atFirst: Words): Words {
  return Object.fromEntries(
    Object.entries(atFirst).map(([name, value]) => {
      const said = query[name];
      return [name, typeof said === 'string' ? said : value];
    }),
  );
}

function isSame(one: object, other: object): boolean {
  const [left, right] = [Object.entries(one), Object.entries(other)];
  return (
    left.length === right.length && left.every(([name, value]) => (other as Words)[name] === value)
  );
}
