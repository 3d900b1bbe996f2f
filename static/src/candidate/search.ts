import { reactive } from 'vue';
import type { Group } from '../common/api-types';

/** The last search, so that coming back from a group finds the list as it was left. */
export const search = reactive({
  owner: 0,
  tab: 'search' as 'search' | 'favourites',
  q: '',
  planType: '',
  city: '',
  minLine: '',
  maxLine: '',
  onlyMine: true,
  groups: [] as Group[],
  total: 0,
  page: 0,
  done: false,
  /** Choices offered by the filters: what has been seen so far. */
  planTypes: {} as Record<string, string>,
  cities: [] as string[],
});

export function forgetSearch(owner: number): void {
  if (search.owner === owner) return;
  Object.assign(search, {
    owner,
    tab: 'search',
    q: '',
    planType: '',
    city: '',
    minLine: '',
    maxLine: '',
    onlyMine: true,
    groups: [],
    total: 0,
    page: 0,
    done: false,
  });
}
