import createClient from 'openapi-fetch';
import { reactive } from 'vue';
import type { Answer, Call, Manner, Method, PathOf } from './calls';
import { noteServerTime } from './clock';
import { Problem } from './problem';
import type { paths } from './schema';

/** What the page knows about the line: shown in a banner, never a reason to lose an edit. */
export const network = reactive({
  lost: false,
  /** The title of a page that could not be opened for want of a line. */
  unopened: '',
});

/** Is there a line? Asks for what is always there, past every cache. */
export async function reachable(): Promise<boolean> {
  network.lost = await fetch('/favicon.svg', { cache: 'no-store' }).then(
    () => false,
    () => true,
  );
  return !network.lost;
}

type SignedOutHandler = (problem: Problem) => void;
let signedOut: SignedOutHandler | null = null;

/** Called when a request that needs a session finds none. */
export function onSignedOut(handler: SignedOutHandler): void {
  signedOut = handler;
}

/** The exam that an office's requests are about. */
let exam = '';
export function useExam(id: string): void {
  exam = id;
}

/** `api.get('/api/payment/orders/{order_no}', { path: { order_no } })`: the compiler knows what is asked and answered. */
export const api = {
  get: calls('get', safely),
  post: calls('post'),
  put: calls('put'),
  delete: calls('delete'),
  /** A file to save; its errors are problems like all others, not pages. */
  file: async <P extends PathOf<'get'>>(path: P, call: Call<'get', P>): Promise<Blob> =>
    (await send('get', path, call as Sent, 'blob')) as Blob,
};

/** One key per intent; a retry of the same intent must send the same key. */
export function idempotencyKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

export function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}

type Sent = { path?: object; query?: object; key?: string; body?: unknown } & Manner;
type Send = (method: Method, path: keyof paths, sent: Sent) => Promise<unknown>;

/** What need not be said need not be given. */
type Calls<M extends Method> = <P extends PathOf<M>>(
  path: P,
  ...call: object extends Call<M, P> ? [Call<M, P>?] : [Call<M, P>]
) => Promise<Answer<M, P>>;

function calls<M extends Method>(method: M, by: Send = send): Calls<M> {
  return ((path: keyof paths, call: Sent = {}) => by(method, path, call)) as Calls<M>;
}

/** Reads may be repeated: three more attempts, further and further apart, with jitter. */
async function safely(method: Method, path: keyof paths, sent: Sent): Promise<unknown> {
  for (let attempt = 0; ; attempt += 1) {
    try {
      return await send(method, path, sent);
    } catch (error) {
      if (!(error instanceof Problem) || !isPassing(error) || attempt === 3) throw error;
      await pause(400 * 2 ** attempt * (0.75 + Math.random() / 2));
      if (sent.signal?.aborted) throw error;
    }
  }
}

function isPassing(problem: Problem): boolean {
  return problem.code === 'network_lost' || problem.code === 'unavailable';
}

const client = createClient<paths>({
  baseUrl: globalThis.location?.origin ?? '',
  headers: { accept: 'application/json' },
  credentials: 'same-origin',
  querySerializer: given,
  fetch: exchange,
});

async function send(
  method: Method,
  path: keyof paths,
  { path: parts, query, key, body, signal, quiet }: Sent,
  parseAs: 'json' | 'blob' = 'json',
): Promise<unknown> {
  const isRaw = typeof body === 'string' || body instanceof Blob;
  const type = typeof body === 'string' ? 'text/csv' : 'application/octet-stream';
  const request = {
    params: { path: parts, query },
    headers: {
      ...(key && { 'idempotency-key': key }),
      ...(exam && { 'x-exam': exam }),
      ...(isRaw && { 'content-type': type }),
    },
    ...(method !== 'get' && { body: body ?? {} }),
    ...(isRaw && { bodySerializer: (raw: unknown) => raw }),
    ...(signal && { signal }),
    parseAs,
  };
  try {
    return (await client.request(method, path as never, request as never)).data;
  } catch (error) {
    const missing = error instanceof Problem && error.status === 401;
    if (missing && error.code !== 'wrong_credentials' && !quiet) signedOut?.(error);
    throw error;
  }
}

/** A request's way there and back: whatever is no good answer is thrown, as a problem. */
async function exchange(request: Request): Promise<Response> {
  const started = Date.now();
  let response: Response;
  try {
    response = await fetch(request);
  } catch (error) {
    if (request.signal.aborted) throw error;
    network.lost = true;
    throw Problem.networkLost(request.method === 'GET');
  }
  network.lost = false;
  // The catalog may come out of a cache, and its Date with it.
  const isCatalog = new URL(request.url).pathname.startsWith('/api/catalog/');
  if (!isCatalog) noteServerTime(response.headers.get('date'), started);
  if (response.ok) return response;
  throw await readProblem(response);
}

/** What is empty is not asked for. */
function given(query: Record<string, unknown>): string {
  const values = Object.entries(query).filter(([, value]) => (value ?? '') !== '');
  return new URLSearchParams(values.map(([name, value]) => [name, String(value)])).toString();
}

async function readProblem(response: Response): Promise<Problem> {
  const isProblem = response.headers.get('content-type')?.includes('json') ?? false;
  if (!isProblem) return Problem.unavailable(response.status);
  try {
    return new Problem(response.status, (await response.json()) as Record<string, unknown>);
  } catch {
    return Problem.unavailable(response.status);
  }
}
