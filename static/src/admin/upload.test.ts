import { afterEach, expect, test, vi } from 'vitest';
import { cut, hashOf, upload } from './upload';

vi.hoisted(() => Object.assign(globalThis, { location: { origin: 'http://pages.test' } }));

const sizes = (parts: Blob[]) => parts.map((part) => part.size);

test('a text is cut at ends of lines, anything else anywhere, and nothing is lost', async () => {
  const line = '01020034,601\n';
  const text = new Blob([line.repeat(200_000)]);
  const parts = await cut(text, true);
  expect(parts.length).toBe(3);
  for (const part of parts) expect((await part.text()).endsWith('\n')).toBe(true);
  expect(await new Blob(parts).text()).toBe(await text.text());
  const whole = 1 << 20;
  expect(sizes(await cut(text, false))).toEqual([whole, whole, text.size - 2 * whole]);
  expect(sizes(await cut(new Blob(['x'.repeat(whole + 1)]), true))).toEqual([whole, 1]);
  expect(await cut(new Blob([]), true)).toEqual([]);
});

afterEach(() => vi.unstubAllGlobals());

test('only what is missing is sent, and how far it is can be told', async () => {
  const file = new File(['a\n'.repeat(800_000)], 'scores.csv');
  const [there, missing] = (await Promise.all((await cut(file, true)).map(hashOf))) as [
    string,
    string,
  ];
  const sent: string[] = [];
  vi.stubGlobal('fetch', async (request: Request) => {
    sent.push(
      `${request.method} ${new URL(request.url).pathname} ${request.headers.get('content-type')}`,
    );
    if (request.method === 'PUT') return new Response(null, { status: 204 });
    return Response.json({ missing: [missing] });
  });
  const told: number[] = [];
  expect(await upload(file, (share) => told.push(share))).toEqual([there, missing]);
  expect(told).toEqual([0.5, 1]);
  expect(sent).toEqual([
    'POST /api/publication/parts application/json',
    `PUT /api/publication/parts/${missing} application/octet-stream`,
  ]);
});
