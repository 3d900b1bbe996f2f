import { createMemoryHistory, createRouter, type Router } from 'vue-router';
import { createApp, defineComponent, h, nextTick, watch } from 'vue';
import { beforeEach, expect, test, vi } from 'vitest';
import { printedDays, printedFilter, useFilters } from './filters';

// The entry of the browser's history that is shown, as the router moves through it.
const browser = { history: { state: {} as object, replaceState: (state: object) => show(state) } };
function show(state: object) {
  browser.history.state = state;
}
vi.stubGlobal('window', browser);

let router: Router;
let filters: ReturnType<typeof useFilters<{ stage: string }, { text: string }>>;
const Page = defineComponent(() => {
  filters = useFilters({ stage: '' }, { text: '' });
  return () => null;
});

/** Calls of the app's own pages, without a browser around them. */
function mount() {
  const app = createApp({ render: () => h(Page) });
  app.use(router);
  app.runWithContext(() => (Page as unknown as { setup: () => void }).setup());
}

async function settled() {
  for (let turn = 0; turn < 6; turn++) await nextTick();
  await new Promise((resolve) => setTimeout(resolve));
}

beforeEach(async () => {
  show({});
  router = createRouter({
    history: createMemoryHistory(),
    routes: [{ path: '/list', name: 'list', component: Page }],
  });
  await router.push('/list');
});

test('what is chosen stands in the address, and comes back from it; what is typed does not', async () => {
  mount();
  filters.chosen.stage = 'paid';
  filters.typed.text = ' 示例 ';
  let reloads = 0;
  filters.search(() => reloads++);
  await settled();
  expect(router.currentRoute.value.query).toEqual({ stage: 'paid' });
  expect([filters.asked.text, reloads]).toEqual(['示例', 0]);
  filters.search(() => reloads++);
  expect(reloads).toBe(1);

  // Back from another page: the same entry.
  filters.pages.next('k2');
  await settled();
  mount();
  expect([filters.chosen.stage, filters.typed.text, filters.asked.text]).toEqual([
    'paid',
    '示例',
    '示例',
  ]);
  expect(filters.pages.after.value).toBe('k2');

  // So it does where its list looks at the same filters.
  const list = vi.fn(() => filters.pages.changed());
  watch([filters.chosen, filters.asked], list);
  await router.push({ path: '/list', query: { stage: 'filled' } });
  await settled();
  filters.pages.next('k3');
  await settled();
  const third = browser.history.state;
  show({});
  await router.push('/list');
  await settled();
  expect(filters.pages.number.value).toBe(1);
  show(third);
  await router.push({ path: '/list', query: { stage: 'filled' } });
  await settled();
  expect([list.mock.calls.length > 2, filters.pages.after.value]).toEqual([true, 'k3']);
  filters.chosen.stage = 'paid';
  await settled();
  expect(filters.pages.number.value).toBe(1);

  // A link to the page begins anew.
  show({});
  await router.push('/list');
  await settled();
  expect([filters.chosen.stage, filters.typed.text, filters.pages.number.value]).toEqual([
    '',
    '',
    1,
  ]);
});

test('every list that can be narrowed says on paper by what', () => {
  const pages = import.meta.glob<string>(['./pages/*.vue', './components/*.vue'], {
    query: '?raw',
    import: 'default',
    eager: true,
  });
  const silent = Object.entries(pages)
    .filter(([, page]) => page.includes('useFilters(') && !page.includes('printedFilter('))
    .map(([name]) => name);
  expect(silent).toEqual([]);
  expect(printedFilter('长沙市', '', undefined, printedDays('2027-06-01', ''))).toBe(
    '范围：长沙市、2027-06-01 起',
  );
  expect(printedDays('2027-06-01', '2027-06-30')).toBe('2027-06-01 至 2027-06-30');
  expect([printedDays('', '2027-06-30'), printedDays('', '')]).toEqual(['截至 2027-06-30', '']);
});
