import { effectScope } from 'vue';
import { describe, expect, it } from 'vitest';
import { useLoad } from './load';

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
