import { effectScope, nextTick, ref } from 'vue';
import { describe, expect, it, test } from 'vitest';
import { useAction, useLoad, type Action } from './load';
import { Problem } from './problem';

describe('a page that is reloaded while it still loads', () => {
  it('shows the newest answer, whichever comes last', async () => {
    const waiting: ((value: string) => void)[] = [];
    const signals: AbortSignal[] = [];
    const scope = effectScope();
    const load = scope.run(() =>
      useLoad((signal) => {
        signals.push(signal);
        return new Promise<string>((resolve) => waiting.push(resolve));
      }),
    )!;
    const second = load.reload();
    expect(signals[0]?.aborted).toBe(true);
    waiting[1]?.('new');
    await second;
    expect([load.data.value, load.loading.value]).toEqual(['new', false]);
    waiting[0]?.('old');
    await Promise.resolve();
    await Promise.resolve();
    expect(load.data.value).toBe('new');
    scope.stop();
  });

  it('says nothing of a call that was given up', async () => {
    const fail: ((reason: unknown) => void)[] = [];
    const scope = effectScope();
    const load = scope.run(() =>
      useLoad(() => new Promise<string>((_, reject) => fail.push(reject))),
    )!;
    const second = load.reload();
    fail[0]?.(new Error('given up'));
    await Promise.resolve();
    expect([load.problem.value, load.loading.value]).toEqual([null, true]);
    fail[1]?.(new Error('really'));
    await second;
    expect(load.problem.value).not.toBeNull();
    scope.stop();
  });
});

test('what is shown follows what it is looked for by', async () => {
  const text = ref('a');
  const asked: string[] = [];
  const scope = effectScope();
  scope.run(() => useLoad(async () => asked.push(text.value), [text]));
  text.value = 'b';
  await nextTick();
  expect(asked).toEqual(['a', 'b']);
  scope.stop();
});

describe('something that is done', () => {
  const refused = (action: Action, code: string) =>
    action.run(() => Promise.reject(new Problem(409, { code })));

  it('answers what it made, or that it is done; once at a time', async () => {
    const action = useAction();
    expect(await action.run(async () => 7)).toBe(7);
    const first = action.run(async () => undefined);
    expect(await action.run(async () => 8)).toBeNull();
    expect(await first).toBe(true);
    expect(await refused(action, 'conflict')).toBeNull();
  });

  it('is told of a proposal that has changed, and only then', async () => {
    let reloads = 0;
    const action = useAction(() => reloads++);
    await refused(action, 'conflict');
    expect([action.problem.value?.code, reloads]).toEqual(['conflict', 0]);
    await refused(action, 'proposal_changed');
    expect([action.problem.value?.code, reloads]).toEqual(['proposal_changed', 1]);
  });
});
