import { reactive } from 'vue';
import type { LocationQuery } from 'vue-router';
import type { Group, Narrowings, Score, Second } from '../common/schema';
import type { Call } from '../common/calls';
import { count, halfWidth } from '../common/format';
import { ALL, BAND_NAMES, bandsOf, spanText, type Basis, type Span } from './bands';

type Order = NonNullable<NonNullable<Call<'get', '/api/catalog/groups'>['query']>['order']>;

/** What narrows the list, as it stands in the address. */
const NOTHING = {
  q: '',
  band: '',
  city: '',
  tag: '',
  majorClass: '',
  planType: '',
  minLine: '',
  maxLine: '',
  minTuition: '',
  maxTuition: '',
};
export type Filter = keyof typeof NOTHING;
const FILTERS = Object.keys(NOTHING) as Filter[];

export const ORDERS: Record<Order, string> = {
  line: '投档线从高到低',
  low_line: '投档线从低到高',
  rank: '位次从前到后',
  plan: '计划人数从多到少',
  tuition: '学费从低到高',
  code: '院校代号',
};

const AT_FIRST = {
  tab: 'search' as 'search' | 'favourites',
  ...NOTHING,
  basis: 'rank' as Basis,
  order: 'line' as Order,
  onlyMine: true,
  groups: [] as Group[],
  total: 0,
  page: 0,
  done: false,
  /** 收藏 that are compared. */
  compared: [] as number[],
  /** What was put into the list last, to say so where the search goes on. */
  added: null as { group: number; name: string; position: number } | null,
};

/** The last search, so that coming back from a group finds the list as it was left. */
export const search = reactive({
  owner: 0,
  ...AT_FIRST,
  /** What the filters offer: the same for everybody of a track. */
  narrowings: { cities: [], tags: [], major_classes: [], plan_types: [] } as Narrowings,
});

/** The filters as they stand in the address: a reload or a way back finds them again. */
export function toQuery(): Record<string, string> {
  const query: Record<string, string> = {};
  for (const name of FILTERS) if (search[name].trim()) query[name] = search[name].trim();
  if (search.basis !== 'rank') query['basis'] = search.basis;
  if (search.order !== 'line') query['order'] = search.order;
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
  if (search.band !== ALL && !Object.hasOwn(BAND_NAMES, search.band)) search.band = '';
  search.basis = text('basis') === 'score' ? 'score' : 'rank';
  search.order = Object.hasOwn(ORDERS, text('order')) ? (text('order') as Order) : 'line';
  search.onlyMine = text('all') !== '1';
  search.tab = text('tab') === 'favourites' ? 'favourites' : 'search';
  return JSON.stringify({ ...toQuery(), page: '', tab: '' }) !== before;
}

/** What is asked for. One's own score and rank stay here: the server is told a part of the list. */
export function toRequest(second: readonly Second[], score: Score | null) {
  const span = bandSpan(score);
  const [byLine, byRank] = search.basis === 'score' ? [span, null] : [null, span];
  const both = (typed: string, of: number | undefined, pick: (...values: number[]) => number) => {
    const values = [halfWidth(typed), of].filter((value) => value !== '' && value !== undefined);
    return values.length ? pick(...values.map(Number)) : undefined;
  };
  return {
    q: search.q.normalize('NFKC').trim(),
    subjects: search.onlyMine ? second.join(',') : '',
    plan_type: search.planType,
    city: search.city,
    tag: search.tag,
    major_class: search.majorClass,
    min_line: both(search.minLine, byLine?.min, Math.max),
    max_line: both(search.maxLine, byLine?.max, Math.min),
    min_rank: byRank?.min,
    max_rank: byRank?.max,
    min_tuition: both(search.minTuition, undefined, Math.max),
    max_tuition: both(search.maxTuition, undefined, Math.min),
    order: search.order === 'line' ? undefined : search.order,
  };
}

/** The part of the list about one's own score that is chosen. */
export function bandSpan(score: Score | null): Span | null {
  if (!score || !Object.hasOwn(BAND_NAMES, search.band)) return null;
  return bandsOf(score, search.basis)[search.band as keyof typeof BAND_NAMES];
}

/** What narrows the list, each to be taken away by itself. */
export function chips(score: Score | null): { name: Filter; text: string }[] {
  const span = bandSpan(score);
  const nameOf = (list: Narrowings[keyof Narrowings], value: string) =>
    list.find((one) => one.value === value)?.name ?? value;
  const yuan = (text: string) => count(Number(halfWidth(text)));
  const texts: Record<Filter, string> = {
    q: search.q.trim() && `“${search.q.trim()}”`,
    band: span
      ? `${BAND_NAMES[search.band as keyof typeof BAND_NAMES]}：${spanText(span, search.basis)}`
      : '',
    city: search.city,
    tag: search.tag,
    majorClass: nameOf(search.narrowings.major_classes, search.majorClass),
    planType: nameOf(search.narrowings.plan_types, search.planType),
    minLine: search.minLine && `投档线 ${halfWidth(search.minLine)} 起`,
    maxLine: search.maxLine && `投档线 ${halfWidth(search.maxLine)} 止`,
    minTuition: search.minTuition && `学费 ${yuan(search.minTuition)} 元起`,
    maxTuition: search.maxTuition && `学费 ${yuan(search.maxTuition)} 元以内`,
  };
  return FILTERS.filter((name) => texts[name]).map((name) => ({ name, text: texts[name] }));
}

export function clearFilters(): void {
  Object.assign(search, NOTHING, { band: ALL });
}

/** What can't be looked for, or null: said before asking. */
export function faultOf(): { id: string; message: string } | null {
  const [low, high] = [halfWidth(search.minLine), halfWidth(search.maxLine)];
  const [least, most] = [halfWidth(search.minTuition), halfWidth(search.maxTuition)];
  const wrong = (text: string, limit: number) =>
    text !== '' && !(/^\d{1,6}$/.test(text) && Number(text) <= limit);
  const turned = (from: string, to: string) => from && to && Number(from) > Number(to);
  const line = (message: string) => ({ id: 'min-line', message });
  const tuition = (message: string) => ({ id: 'min-tuition', message });
  if (wrong(low, 750) || wrong(high, 750)) return line('投档线请填 0 到 750 之间的整数');
  if (turned(low, high)) return line('最低投档线比最高投档线还高，请改一改');
  if (wrong(least, 999_999) || wrong(most, 999_999)) return tuition('学费请填整数，单位为元/年');
  if (turned(least, most)) return tuition('最低学费比最高学费还高，请改一改');
  return null;
}

export function forgetSearch(owner: number): void {
  if (search.owner !== owner) Object.assign(search, { owner, ...AT_FIRST, compared: [] });
}
