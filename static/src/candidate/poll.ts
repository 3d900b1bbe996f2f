import { onScopeDispose } from 'vue';

/**
 * Calls `step` again and again, further and further apart, until it answers true; rests while the
 * page is hidden and asks at once when it is back.
 */
export function usePoll(step: () => Promise<boolean>, first = 2000, longest = 15_000) {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let delay = first;
  let running = false;

  function start(): void {
    running = true;
    delay = first;
    plan();
  }

  function stop(): void {
    running = false;
    clearTimeout(timer);
  }

  function plan(): void {
    clearTimeout(timer);
    if (running && document.visibilityState === 'visible') {
      timer = setTimeout(() => void run(), delay);
    }
  }

  async function run(): Promise<void> {
    clearTimeout(timer);
    const finished = await step().catch(() => false);
    if (finished) stop();
    delay = Math.min(delay * 1.3, longest);
    plan();
  }

  function onVisible(): void {
    if (!running || document.visibilityState !== 'visible') return;
    delay = first;
    void run();
  }

  document.addEventListener('visibilitychange', onVisible);
  onScopeDispose(() => {
    stop();
    document.removeEventListener('visibilitychange', onVisible);
  });
  return { start, stop };
}
