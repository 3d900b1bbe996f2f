import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { api, network, onSignedOut } from './api';
import { Problem } from './problem';

vi.hoisted(() => Object.assign(globalThis, { location: { origin: 'http://pages.test' } }));

const asked: Request[] = [];
let answers: (Response | Error)[] = [];

beforeEach(() => {
  asked.length = 0;
  vi.useFakeTimers();
  vi.stubGlobal('fetch', async (request: Request) => {
    asked.push(request);
    const answer = answers.shift();
    if (answer instanceof Response) return answer;
    throw answer ?? new Error('nothing more was to be asked');
  });
});
afterEach(() => {
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

const json = (body: object, status = 200) => Response.json(body, { status });
const problem = (status: number, code: string) =>
  new Response(JSON.stringify({ status, code, title: code }), {
    status,
    headers: { 'content-type': 'application/problem+json' },
  });
const path = () => asked.map((request) => request.url.replace('http://pages.test', ''));
const failing = (call: Promise<unknown>) => call.then(() => null).catch((error: Problem) => error);

test('an address is made of its parts, and what is empty is not asked for', async () => {
  answers = [json({ groups: [] }), json({})];
  await api.get('/api/catalog/groups', { query: { q: '湖南 &', city: '', page: 2 } });
  await api.get('/api/payment/bills/{item}', { path: { item: 'a/b' } });
  expect(path()).toEqual([
    '/api/catalog/groups?q=%E6%B9%96%E5%8D%97+%26&page=2',
    '/api/payment/bills/a%2Fb',
  ]);
});

test('what is written goes once, with the key of its intent; a read is asked again when the line is lost', async () => {
  answers = [new TypeError('no line'), json({ order_no: 'ZKA' }, 201)];
  const order = { key: 'same-key', body: { item: 'registration', provider: 'wechat' as const } };
  const lost = await failing(api.post('/api/payment/orders', order));
  expect([lost?.code, lost?.detail]).toEqual(['network_lost', expect.stringContaining('不确定')]);
  expect([network.lost, asked.length]).toEqual([true, 1]);
  expect(await api.post('/api/payment/orders', order)).toMatchObject({ order_no: 'ZKA' });
  expect(asked.map((request) => request.headers.get('idempotency-key'))).toEqual([
    'same-key',
    'same-key',
  ]);
  expect(await asked[1]?.json()).toEqual(order.body);
  expect(network.lost).toBe(false);

  asked.length = 0;
  answers = [new TypeError('no line'), new Response('<html>', { status: 502 }), json({ fees: [] })];
  const fees = api.get('/api/payment/fees');
  await vi.runAllTimersAsync();
  expect(await fees).toEqual({ fees: [] });
  expect(asked.length).toBe(3);
});

test('a missing session is told, unless the caller minds it; wrong passwords are none', async () => {
  const told: string[] = [];
  onSignedOut((problem) => told.push(problem.code));
  answers = [
    problem(401, 'wrong_credentials'),
    problem(401, 'session_expired'),
    problem(401, 'not_signed_in'),
  ];
  const body = { login: '01020001', password: 'x' };
  expect(await failing(api.post('/api/account/sign-in', { body }))).toBeInstanceOf(Problem);
  await failing(api.get('/api/account/session', { quiet: true }));
  await failing(api.get('/api/account/session'));
  expect(told).toEqual(['not_signed_in']);
});

test('a file to import goes as it is; one to save comes as it is; nothing is an answer, too', async () => {
  answers = [json({ imported: 1 }), new Response('PK'), new Response(null, { status: 204 })];
  const body = 'a,b\r\n';
  const query = { provider: 'wechat', date: '2027-06-25' } as const;
  expect(await api.post('/api/admin/payments/statements', { query, body })).toEqual({
    imported: 1,
  });
  expect(asked[0]?.headers.get('content-type')).toBe('text/csv');
  expect(await asked[0]?.text()).toBe('a,b\r\n');
  const file = await api.file('/api/statistics/not-submitted.xlsx', { query: {} });
  expect(await file.text()).toBe('PK');
  expect(await api.post('/api/account/sign-out')).toBeUndefined();
  expect(await asked[2]?.text()).toBe('{}');
});

test('a request that was given up is no lost line', async () => {
  const giving = new AbortController();
  giving.abort();
  answers = [new DOMException('given up', 'AbortError')];
  const error = await failing(api.get('/api/payment/fees', { signal: giving.signal }));
  expect(error).not.toBeInstanceOf(Problem);
});

test('what the server does not have does not compile', () => {
  const [path, key] = [{ token: 'a' }, 'b'];
  const refused = () => [
    // @ts-expect-error no such address
    api.get('/api/nothing'),
    // @ts-expect-error nothing is written there
    api.put('/api/payment/fees'),
    // @ts-expect-error an order needs the key of its intent
    api.post('/api/payment/orders', { body: { item: 'registration', provider: 'wechat' } }),
    // @ts-expect-error no such field
    api.post('/api/payment/fees', { body: { item: 'music', name: '音乐类' } }),
    // @ts-expect-error no such provider
    api.post('/api/payment/pages/{token}/orders', { path, key, body: { provider: 'cash' } }),
    // @ts-expect-error a group has a number
    api.get('/api/catalog/groups/{id}', { path: { id: '7' } }),
    // @ts-expect-error no such parameter
    api.get('/api/admin/segments', { query: { county: '430102' } }),
    // @ts-expect-error no such field in the answer
    api.get('/api/registration').then(({ warnings }) => warnings),
  ];
  expect(refused).toBeTypeOf('function');
});
