import { computed, shallowRef } from 'vue';
import { api } from '@/common/api';
import type { Session, StaffIdentity } from '@/common/api-types';
import { Problem } from '@/common/problem';
import type { Level } from './types';

const session = shallowRef<Session | null>(null);

export const staff = computed<StaffIdentity | null>(() => session.value?.staff ?? null);
export const level = computed<Level>(() => {
  const role = session.value?.role;
  return role && role !== 'candidate' ? role : 'point';
});
export interface Ending {
  at: number;
  /** Asking the server for anything puts the end off; not so at the absolute limit. */
  extendable: boolean;
}

export const ending = computed<Ending | null>(() => {
  if (!session.value) return null;
  const idle = Date.parse(session.value.idle_expires_at);
  const absolute = Date.parse(session.value.expires_at);
  return { at: Math.min(idle, absolute), extendable: idle < absolute };
});

/** True when somebody of the staff is signed in. */
export async function restoreSession(): Promise<boolean> {
  try {
    session.value = await api.get<Session>('/api/account/session', { quiet: true });
  } catch (error) {
    if (!(error instanceof Problem) || error.status !== 401) throw error;
    session.value = null;
  }
  return staff.value !== null;
}

export async function signIn(username: string, password: string): Promise<void> {
  session.value = await api.post<Session>('/api/account/staff-sign-in', { username, password });
}

/** Ends all other sessions of the account. */
export async function changePassword(current: string, password: string): Promise<void> {
  session.value = await api.put<Session>('/api/account/staff-password', {
    current_password: current,
    password,
  });
}

export async function signOut(everywhere = false): Promise<void> {
  await api.post(everywhere ? '/api/account/sign-out-everywhere' : '/api/account/sign-out');
  forgetSession();
}

export function forgetSession(): void {
  session.value = null;
}
