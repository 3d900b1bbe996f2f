import { expect, test } from 'vitest';
import type { Window } from '../common/schema';
import { currentBatch } from './tasks';

const HOUR = 3_600_000;
const at = (hours: number) => new Date(Date.now() + hours * HOUR).toISOString();
const batch = (name: string, opens: number, closes: number) => ({
  name,
  window: { opens: at(opens), closes: at(closes) } as Window,
});

test('of several batches it is the one that is filled now, or comes next, or was the last', () => {
  const [over, last, open] = [batch('a', -9, -8), batch('b', -7, -6), batch('c', -1, 1)];
  const [next, later] = [batch('d', 2, 3), batch('e', 4, 5)];
  const unset = { name: 'f', window: null };
  expect(currentBatch([over, later, next, open, unset])?.name).toBe('c');
  expect(currentBatch([over, later, next])?.name).toBe('d');
  expect(currentBatch([over, last])?.name).toBe('b');
  expect(currentBatch([unset])?.name).toBe('f');
  expect(currentBatch([])).toBeUndefined();
});
