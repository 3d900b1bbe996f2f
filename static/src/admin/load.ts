import { onScopeDispose, ref, shallowRef } from 'vue';
import { asProblem, type Problem } from '@/common/problem';

/** One thing loaded from the server: the newest call wins, the last answer stays while reloading. */
export function useLoad<T>(load: (signal: AbortSignal) => Promise<T>) {
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
  return { data, problem, loading, reload };
}

/** One write: `run` answers null when it failed, and `problem` says why. `changed`: what was shown of a proposal is so no more. */
export function useAction(changed?: () => void) {
  const problem = shallowRef<Problem | null>(null);
  const busy = ref(false);

  async function run<T>(action: () => Promise<T>): Promise<T | null> {
    if (busy.value) return null;
    busy.value = true;
    problem.value = null;
    try {
      return await action();
    } catch (error) {
      problem.value = asProblem(error);
      if (problem.value.code === 'proposal_changed') changed?.();
      return null;
    } finally {
      busy.value = false;
    }
  }

  /** The server's sentence about one field of the form. */
  function errorOf(field: string): string {
    return problem.value?.errors.find((error) => error.field === field)?.message ?? '';
  }

  return { problem, busy, run, errorOf };
}
