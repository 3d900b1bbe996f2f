import { computed, reactive } from 'vue';
import { api } from '../common/api';
import type { Candidate, Session } from '../common/schema';
import { asProblem, type Problem } from '../common/problem';

const state = reactive<{ session: Session | null; known: boolean }>({
  session: null,
  known: false,
});

export const session = computed(() => state.session);
export const candidate = computed<Candidate | null>(() => state.session?.candidate ?? null);

export function keepSession(next: Session): void {
  state.session = next;
  state.known = true;
}

export function forgetSession(): void {
  state.session = null;
  state.known = true;
}

/** Asks the server who is signed in; null when nobody is. Throws when the server can't be asked. */
export async function loadSession(): Promise<Session | null> {
  try {
    keepSession(await api.get('/api/account/session', { quiet: true }));
  } catch (error) {
    if (asProblem(error).status !== 401) throw error;
    forgetSession();
  }
  return state.session;
}

export async function knownSession(): Promise<Session | null> {
  return state.known ? state.session : loadSession();
}

/** After a step that moves the stage on. A failure here is no failure of the step. */
export async function refreshSession(): Promise<void> {
  await loadSession().catch(() => undefined);
}

/** Until when this window's own 实人认证 allows new passwords or another phone; 0 for never. */
const identity = reactive({ until: 0 });

export function identityPassed(): void {
  identity.until = Date.now() + 15 * 60_000;
}

/** It was for one thing, and that is done. */
export function identityUsed(): void {
  identity.until = 0;
}

export function identityIsFresh(): boolean {
  return Date.now() < identity.until;
}

export const signInNotice = reactive<{ problem: Problem | null }>({ problem: null });
