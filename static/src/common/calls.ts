/** What an operation asks for and answers, read off the table of operations (schema.d.ts). */
import type { paths } from './schema';

export type Method = 'get' | 'put' | 'post' | 'delete';

/** The addresses that know a method. */
export type PathOf<M extends Method> = {
  [P in keyof paths]: paths[P][M] extends { responses: object } ? P : never;
}[keyof paths];

/** What is sent: each part where the operation has one, and required where it can't do without. */
export type Call<M extends Method, P extends PathOf<M>> = Manner &
  InPath<paths[P][M]> &
  Query<paths[P][M]> &
  Key<paths[P][M]> &
  Body<paths[P][M]>;

export interface Manner {
  signal?: AbortSignal;
  /** Leave a missing session to the caller. */
  quiet?: boolean;
}

export type Answer<M extends Method, P extends PathOf<M>> = paths[P][M] extends {
  responses: infer R;
}
  ? R[keyof R & (200 | 201 | 202 | 204)] extends { content: { 'application/json': infer T } }
    ? T
    : undefined
  : never;

type InPath<O> = O extends { parameters: { path: infer T extends object } }
  ? { path: T }
  : { path?: never };

type Query<O> = O extends { parameters: { query: infer T extends object } }
  ? { query: T }
  : O extends { parameters: { query?: infer T } }
    ? { query?: T }
    : never;

type Header<O> = O extends { parameters: { header?: infer T } } ? NonNullable<T> : never;

/** `Idempotency-Key`, for orders, submissions and the like: keep it across retries of the same intent. */
type Key<O> = [Header<O>] extends [never]
  ? { key?: never }
  : Header<O> extends { 'Idempotency-Key': string }
    ? { key: string }
    : { key?: string };

/** JSON, the text of a CSV file, or a part of any file. */
type Body<O> = O extends { requestBody: { content: { 'application/octet-stream': unknown } } }
  ? { body: Blob }
  : O extends { requestBody: { content: infer C } }
    ? Record<string, never> extends C[keyof C]
      ? { body?: C[keyof C] }
      : { body: C[keyof C] }
    : { body?: never };
