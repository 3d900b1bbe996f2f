import { computed, ref } from 'vue';

/** Pages by key: where each of them begins, so that one can go back as well. */
export function usePages() {
  const starts = ref<string[]>(['']);
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

  return { after, number, first, next, back };
}

/** "1000+": the server did not count to the end. */
export function howMany(
  found: { total: number; at_least?: boolean },
  count: (n: number) => string,
) {
  return `${count(found.total)}${found.at_least ? '+' : ''}`;
}
