import { ref, shallowRef, watchEffect } from 'vue';
import { api } from './api';
import type { Authority } from './schema';

/** Who holds the exams, as the newest one's settings name them. */
export const authority = shallowRef<Authority>({ name: '', brand: '招考', telephone: '' });

export async function loadAuthority(): Promise<void> {
  const told = await api.get('/api/catalog/authority').catch(() => null);
  if (told?.brand) authority.value = told;
}

/** The title of the page that is open, with whose it is. */
export const pageTitle = ref('');
watchEffect(() => {
  if (pageTitle.value) document.title = `${pageTitle.value} - ${authority.value.brand}`;
});
