import { expect, test } from 'vitest';
import { Problem } from '@/common/problem';
import { useAction } from './load';

test('what was shown of a proposal is loaded anew when it has changed, and only then', async () => {
  let reloads = 0;
  const action = useAction(() => reloads++);
  const refused = (code: string) => action.run(() => Promise.reject(new Problem(409, { code })));
  await refused('conflict');
  expect([action.problem.value?.code, reloads]).toEqual(['conflict', 0]);
  await refused('proposal_changed');
  expect([action.problem.value?.code, reloads]).toEqual(['proposal_changed', 1]);
});
