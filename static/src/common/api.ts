import { reactive } from 'vue';
import { noteServerTime } from './clock';
import { Problem } from './problem';

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

type QueryValue = string | number | boolean | null | undefined;

export interface RequestOptions {
  query?: Record<string, QueryValue>;
  signal?: AbortSignal;
  /** For orders and submissions; keep it across retries of the same intent. */
  idempotencyKey?: string;
  /** Leave a missing session to the caller. */
  quiet?: boolean;
}

export const api = {
  get: <T>(path: string, options: RequestOptions = {}) => safely<T>(path, options),
  post: <T>(path: string, body: unknown = {}, options: RequestOptions = {}) =>
    send<T>('POST', path, options, JSON.stringify(body), 'application/json'),
  put: <T>(path: string, body: unknown, options: RequestOptions = {}) =>
    send<T>('PUT', path, options, JSON.stringify(body), 'application/json'),
  delete: <T = void>(path: string, options: RequestOptions = {}) =>
    send<T>('DELETE', path, options, '{}', 'application/json'),
  postCsv: <T>(path: string, csv: string, options: RequestOptions = {}) =>
    send<T>('POST', path, options, csv, 'text/csv'),
  /** A file to save; its errors are problems like all others, not pages. */
  file: async (path: string, options: RequestOptions = {}): Promise<Blob> =>
    (await exchange('GET', path, options)).blob(),
};

/** One key per intent; a retry of the same intent must send the same key. */
export function idempotencyKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

export function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}

/** Reads may be repeated: three more attempts, further and further apart, with jitter. */
async function safely<T>(path: string, options: RequestOptions): Promise<T> {
  for (let attempt = 0; ; attempt += 1) {
    try {
      return await send<T>('GET', path, options);
    } catch (error) {
      if (!(error instanceof Problem) || !isPassing(error) || attempt === 3) throw error;
      await pause(400 * 2 ** attempt * (0.75 + Math.random() / 2));
      if (options.signal?.aborted) throw error;
    }
  }
}

function isPassing(problem: Problem): boolean {
  return problem.code === 'network_lost' || problem.code === 'unavailable';
}

async function send<T>(
  method: string,
  path: string,
  options: RequestOptions,
  body?: string,
  type?: string,
): Promise<T> {
  const response = await exchange(method, path, options, body, type);
  return (response.status === 204 ? undefined : await response.json()) as T;
}

async function exchange(
  method: string,
  path: string,
  options: RequestOptions,
  body?: string,
  type?: string,
): Promise<Response> {
  const headers: Record<string, string> = { accept: 'application/json' };
  if (type) headers['content-type'] = type;
  if (options.idempotencyKey) headers['idempotency-key'] = options.idempotencyKey;

  const started = Date.now();
  let response: Response;
  try {
    response = await fetch(address(path, options.query), {
      method,
      headers,
      body: body ?? null,
      signal: options.signal ?? null,
      credentials: 'same-origin',
    });
  } catch (error) {
    if (options.signal?.aborted) throw error;
    network.lost = true;
    throw Problem.networkLost();
  }
  network.lost = false;
  // The catalog may come out of a cache, and its Date with it.
  if (!path.startsWith('/api/catalog/')) noteServerTime(response.headers.get('date'), started);

  if (response.ok) return response;
  const problem = await readProblem(response);
  if (problem.status === 401 && problem.code !== 'wrong_credentials' && !options.quiet) {
    signedOut?.(problem);
  }
  throw problem;
}

function address(path: string, query: RequestOptions['query']): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query ?? {})) {
    if (value !== undefined && value !== null && value !== '') search.set(name, String(value));
  }
  const text = search.toString();
  return text ? `${path}?${text}` : path;
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
