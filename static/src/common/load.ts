import {
  onScopeDispose,
  ref,
  shallowRef,
  watch,
  type Ref,
  type ShallowRef,
  type WatchSource,
} from 'vue';
import { asProblem, type Problem } from './problem';

export interface Load<T> {
  data: ShallowRef<T | null>;
  problem: ShallowRef<Problem | null>;
  loading: Ref<boolean>;
  reload: () => Promise<void>;
}

/**
 * Something a page needs from the server: loaded at once, and again when what it is looked for by changes; abandoned with
 * the page. The newest call wins, and what was there stays until there is something else.
 */
export function useLoad<T>(
  load: (signal: AbortSignal) => Promise<T>,
  by: (WatchSource | object)[] = [],
): Load<T> {
  const data = shallowRef<T | null>(null);
  const problem = shallowRef<Problem | null>(null);
  const loading = ref(false);
  let current: AbortController | null = null;

  async function reload(): Promise<void> {
    current?.abort();
    const mine = new AbortController();
    current = mine;
    loading.value = true;
    try {
      const value = await load(mine.signal);
      if (current !== mine) return;
      data.value = value;
      problem.value = null;
    } catch (error) {
      if (current === mine) problem.value = asProblem(error);
    } finally {
      if (current === mine) loading.value = false;
    }
  }

  onScopeDispose(() => {
    current?.abort();
    current = null;
  });
  if (by.length) watch(by, reload);
  void reload();
  return { data, problem, loading, reload };
}

export interface Action {
  busy: Ref<boolean>;
  problem: ShallowRef<Problem | null>;
  /** What the work answers, `true` when that is nothing; null when it failed, and `problem` says why. */
  run: <T>(work: () => Promise<T>) => Promise<Done<T> | null>;
  /** The server's sentence about one field of the form. */
  errorOf: (field: string) => string;
}

export type Done<T> = [T] extends [void] ? true : T;

/** Something a person does: one at a time. `changed`: what was shown of a proposal is so no more. */
export function useAction(changed?: () => void): Action {
  const busy = ref(false);
  const problem = shallowRef<Problem | null>(null);

  async function run<T>(work: () => Promise<T>): Promise<Done<T> | null> {
    if (busy.value) return null;
    busy.value = true;
    problem.value = null;
    try {
      return ((await work()) ?? true) as Done<T>;
    } catch (error) {
      problem.value = asProblem(error);
      if (problem.value.code === 'proposal_changed') changed?.();
      return null;
    } finally {
      busy.value = false;
    }
  }

  function errorOf(field: string): string {
    return problem.value?.errors.find((error) => error.field === field)?.message ?? '';
  }

  return { busy, problem, run, errorOf };
}
