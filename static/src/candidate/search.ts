import { reactive } from 'vue';
import type { LocationQuery } from 'vue-router';
import type { Group } from '../common/api-types';
import { halfWidth } from '../common/format';

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
  /** What was put into the list last, to say so where the search goes on. */
  added: null as { group: number; name: string; position: number } | null,
});

const FILTERS = ['q', 'planType', 'city', 'minLine', 'maxLine'] as const;

/** The filters as they stand in the address: a reload or a way back finds them again. */
export function toQuery(): Record<string, string> {
  const query: Record<string, string> = {};
  for (const name of FILTERS) if (search[name].trim()) query[name] = search[name].trim();
  if (!search.onlyMine) query['all'] = '1';
  if (search.tab === 'favourites') query['tab'] = 'favourites';
  if (search.page > 1) query['page'] = String(search.page);
  return query;
}

/** True when the address says something else than what was found last. */
export function fromQuery(query: LocationQuery): boolean {
  const before = JSON.stringify({ ...toQuery(), page: '', tab: '' });
  const text = (name: string) => (typeof query[name] === 'string' ? query[name] : '');
  for (const name of FILTERS) search[name] = text(name);
  search.onlyMine = text('all') !== '1';
  search.tab = text('tab') === 'favourites' ? 'favourites' : 'search';
  return JSON.stringify({ ...toQuery(), page: '', tab: '' }) !== before;
}

/** What can't be looked for, or null: said before asking. */
export function faultOf(least: string, most: string): string | null {
  const [low, high] = [halfWidth(least), halfWidth(most)];
  const wrong = (text: string) => text !== '' && !(/^\d{1,3}$/.test(text) && Number(text) <= 750);
  if (wrong(low) || wrong(high)) return '投档线请填 0 到 750 之间的整数';
  if (low && high && Number(low) > Number(high)) return '最低投档线比最高投档线还高，请改一改';
  return null;
}

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
    added: null,
  });
}
