import { nextTick, ref } from 'vue';

/** One polite live region for the whole application (App.vue shows it to screen readers). */
export const announcement = ref('');

export function announce(text: string): void {
  announcement.value = '';
  void nextTick(() => (announcement.value = text));
}
