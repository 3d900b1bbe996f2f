import { onScopeDispose, ref, shallowRef, type Ref, type ShallowRef } from 'vue';
import { asProblem, type Problem } from '../common/problem';

export interface Load<T> {
  data: ShallowRef<T | null>;
  problem: ShallowRef<Problem | null>;
  loading: Ref<boolean>;
  reload: () => Promise<void>;
}

/** Something a page needs from the server: loaded at once, abandoned with the page. */
export function useLoad<T>(load: (signal: AbortSignal) => Promise<T>): Load<T> {
  const data = shallowRef<T | null>(null);
  const problem = shallowRef<Problem | null>(null);
  const loading = ref(false);
  const controller = new AbortController();
  onScopeDispose(() => controller.abort());

  async function reload(): Promise<void> {
    loading.value = true;
    problem.value = null;
    try {
      data.value = await load(controller.signal);
    } catch (error) {
      if (!controller.signal.aborted) problem.value = asProblem(error);
    } finally {
      loading.value = false;
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
