import { onScopeDispose } from 'vue';

/**
 * Calls `step` again and again, further and further apart, until it answers true; rests while the
 * page is hidden and asks at once when it is back.
 */
export function usePoll(step: () => Promise<boolean>, first = 2000, longest = 15_000) {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let delay = first;
  let running = false;
  let asking = false;

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
    if (asking) return;
    asking = true;
    const finished = await step().catch(() => false);
    asking = false;
    if (finished) stop();
    delay = Math.min(delay * 1.3, longest);
    plan();
  }

  function onVisible(): void {
    if (!running || document.visibilityState !== 'visible') return;
    delay = first;
    void run();
  }

  /** 「返回」 out of another site: the page comes back as it was left, its timers stopped. */
  function onReturn(event: PageTransitionEvent): void {
    if (event.persisted) onVisible();
  }

  document.addEventListener('visibilitychange', onVisible);
  window.addEventListener('pageshow', onReturn);
  onScopeDispose(() => {
    stop();
    document.removeEventListener('visibilitychange', onVisible);
    window.removeEventListener('pageshow', onReturn);
  });
  return { start, stop };
}
