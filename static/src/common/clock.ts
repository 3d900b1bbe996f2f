import { computed, onScopeDispose, ref, watch, type ComputedRef, type Ref } from 'vue';

/**
 * The server's clock. Deadlines are judged by the server, so every countdown runs on its time:
 * the offset comes from the `Date` header, the sample with the shortest round trip wins.
 */
let offset = 0;
let bestRoundTrip = Number.POSITIVE_INFINITY;
let sampledAt = 0;

const SAMPLE_LIFETIME = 10 * 60_000;

/** How far this device is from the server, in milliseconds; shown as a hint when it is minutes. */
export const clockSkew: Ref<number> = ref(0);

export function noteServerTime(date: string | null, started: number, ended = Date.now()): void {
  if (!date) return;
  const server = Date.parse(date);
  if (Number.isNaN(server)) return;
  const roundTrip = ended - started;
  if (roundTrip > bestRoundTrip && ended - sampledAt < SAMPLE_LIFETIME) return;
  bestRoundTrip = roundTrip;
  sampledAt = ended;
  // `Date` has whole seconds: on average the server was half a second further.
  offset = server + 500 - (started + roundTrip / 2);
  clockSkew.value = offset;
}

export function serverNow(): number {
  return Date.now() + offset;
}

type Span = { opens: string; closes: string; suspended?: boolean } | null | undefined;
export type Phase = 'unset' | 'before' | 'open' | 'suspended' | 'after';

/** Before, in or after a window, by the server's clock. What is suspended goes on some time: it is not over. */
export function phaseOf(window: Span, now = serverNow()): Phase {
  if (!window) return 'unset';
  if (window.suspended) return 'suspended';
  if (now < Date.parse(window.opens)) return 'before';
  return now < Date.parse(window.closes) ? 'open' : 'after';
}

const tick = ref(serverNow());
let watchers = 0;
let timer: ReturnType<typeof setInterval> | undefined;

/** The server's time, once a second, for as long as the calling component lives. */
export function useServerClock(): Readonly<Ref<number>> {
  watchers += 1;
  tick.value = serverNow();
  timer ??= setInterval(() => (tick.value = serverNow()), 1000);
  onScopeDispose(() => {
    watchers -= 1;
    if (watchers === 0) {
      clearInterval(timer);
      timer = undefined;
    }
  });
  return tick;
}

/**
 * Calls `moved` when the clock has passed the opening or the end of one of these windows: within some seconds, for everybody
 * waits for the same one.
 */
export function whenPassed(windows: () => Span[], moved: () => unknown): void {
  const now = useServerClock();
  let soon: ReturnType<typeof setTimeout> | undefined;
  watch(
    [
      () => JSON.stringify(windows()),
      () =>
        windows()
          .map((one) => phaseOf(one, now.value))
          .join(),
    ],
    ([same, phases], [before, were]) => {
      if (same !== before || phases === were) return;
      clearTimeout(soon);
      soon = setTimeout(moved, 1000 + Math.random() * 7000);
    },
  );
  onScopeDispose(() => clearTimeout(soon));
}

export interface Countdown {
  milliseconds: number;
  over: boolean;
  /** 「3 天 04:05:06」 */
  text: string;
  /** For people who listen: minutes, not seconds. */
  spoken: string;
}

export function countdown(milliseconds: number): Countdown {
  const seconds = Math.max(0, Math.floor(milliseconds / 1000));
  const days = Math.floor(seconds / 86_400);
  const hours = Math.floor((seconds % 86_400) / 3600);
  const minutes = Math.floor((seconds % 3600) / 60);
  const clock = [hours, minutes, seconds % 60].map((n) => String(n).padStart(2, '0')).join(':');
  const spoken = [
    days > 0 ? `${days} 天` : '',
    days > 0 || hours > 0 ? `${hours} 小时` : '',
    `${minutes} 分钟`,
  ];
  return {
    milliseconds,
    over: milliseconds <= 0,
    text: days > 0 ? `${days} 天 ${clock}` : clock,
    spoken: spoken.filter(Boolean).join(' '),
  };
}

/** Counts down to `until()` on the server's clock; null while there is nothing to wait for. */
export function useCountdown(
  until: () => string | null | undefined,
): ComputedRef<Countdown | null> {
  const now = useServerClock();
  return computed(() => {
    const end = until();
    return end ? countdown(Date.parse(end) - now.value) : null;
  });
}
