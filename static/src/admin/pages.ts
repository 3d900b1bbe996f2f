import { computed, ref, watch, type Ref, type WatchSource } from 'vue';
import { useLoad } from '@/common/load';

/** What a list answers with. */
export interface Page<R> {
  rows: R[];
  next: string | null;
}

/** Pages by key: where each of them begins, so that one can go back as well. */
export function usePages(starts: Ref<string[]> = ref([''])) {
  const after = computed(() => starts.value.at(-1) ?? '');
  const number = computed(() => starts.value.length);

  function first() {
    starts.value = [''];
  }

  function next(key: string) {
    starts.value = [...starts.value, key];
  }

  function back() {
    starts.value = starts.value.slice(0, -1);
  }

  return { after, number, first, next, back, changed: first };
}

/** A list by pages, and from its first one again whenever what it is looked for by changes. */
export function useList<T>(
  load: (after: string, signal: AbortSignal) => Promise<T>,
  by: (WatchSource | object)[] = [],
  pages = usePages(),
) {
  if (by.length) watch(by, () => pages.changed());
  const { data, problem, loading, reload } = useLoad(
    (signal) => load(pages.after.value, signal),
    [...by, pages.after],
  );

  /** Something new may be in front. */
  function restart() {
    pages.first();
    void reload();
  }

  return { data, problem, loading, reload, restart, pages };
}

export type List<T> = ReturnType<typeof useList<T>>;

/** "1000+": the server did not count to the end. */
export function howMany(
  found: { total?: number; at_least?: boolean },
  count: (n: number) => string,
) {
  return `${count(found.total ?? 0)}${found.at_least ? '+' : ''}`;
}
