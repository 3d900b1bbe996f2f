import { onScopeDispose, ref, shallowRef, type Ref, type ShallowRef } from 'vue';
import { asProblem, type Problem } from '../common/problem';

export interface Load<T> {
  data: ShallowRef<T | null>;
  problem: ShallowRef<Problem | null>;
  loading: Ref<boolean>;
  reload: () => Promise<void>;
}

/** Something a page needs from the server: loaded at once, abandoned with the page. The newest call wins. */
export function useLoad<T>(load: (signal: AbortSignal) => Promise<T>): Load<T> {
  const data = shallowRef<T | null>(null);
  const problem = shallowRef<Problem | null>(null);
  const loading = ref(false);
  let current: AbortController | null = null;
  onScopeDispose(() => {
    current?.abort();
    current = null;
  });

  async function reload(): Promise<void> {
    current?.abort();
    const mine = new AbortController();
    current = mine;
    loading.value = true;
    problem.value = null;
    try {
      const value = await load(mine.signal);
      if (current === mine) data.value = value;
    } catch (error) {
      if (current === mine) problem.value = asProblem(error);
    } finally {
      if (current === mine) loading.value = false;
    }
  }

  void reload();
  return { data, problem, loading, reload };
}

export interface Action {
  busy: Ref<boolean>;
  problem: ShallowRef<Problem | null>;
  run: (work: () => Promise<void>) => Promise<boolean>;
}

/** Something the candidate does: one at a time, and its problem is kept to be shown. */
export function useAction(): Action {
  const busy = ref(false);
  const problem = shallowRef<Problem | null>(null);

  async function run(work: () => Promise<void>): Promise<boolean> {
    if (busy.value) return false;
    busy.value = true;
    problem.value = null;
    try {
      await work();
      return true;
    } catch (error) {
      problem.value = asProblem(error);
      return false;
    } finally {
      busy.value = false;
    }
  }

  return { busy, problem, run };
}
