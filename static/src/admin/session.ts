import { computed, ref, shallowRef, watch } from 'vue';
import { api, useExam } from '@/common/api';
import { recallExam, rememberExam } from '@/common/preferences';
import type {
  FactorBegun,
  OrganisationKind,
  Permission,
  Session,
  StaffIdentity,
} from '@/common/schema';
import { Problem } from '@/common/problem';

const session = shallowRef<Session | null>(null);

export const staff = computed<StaffIdentity | null>(() => session.value?.staff ?? null);
/** What one's organisation is. */
export const level = computed<OrganisationKind>(() => staff.value?.kind ?? 'point');

export const exams = computed(() => staff.value?.exams ?? []);
const chosen = ref(recallExam());
/** Of several exams none until somebody says which: a number bound in the wrong one stays there. */
export const exam = computed(() => {
  const [only, ...others] = exams.value;
  return exams.value.find(({ id }) => id === chosen.value) ?? (others.length ? null : only) ?? null;
});
export const examDue = computed(() => exam.value === null && exams.value.length > 0);
watch(exam, (one) => useExam(one?.id ?? ''), { flush: 'sync' });

/** After sign-in, before any page was loaded. */
export function beginWith(id: string): void {
  rememberExam(id);
  chosen.value = id;
}

/** The pages are loaded anew, nothing of the other exam is left in them: the same page, without what it was about. */
export function chooseExam(id: string): void {
  rememberExam(id);
  window.location.replace(pageOf(window.location.hash));
  window.location.reload();
}

export function pageOf(hash: string): string {
  return /^#\/[\w-]*/.exec(hash)?.[0] ?? '#/';
}

/** Does one's role let one do this? The server asks the same. */
export const may = (permission: Permission): boolean =>
  staff.value?.permissions.includes(permission) ?? false;

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
    session.value = await api.get('/api/account/session', { quiet: true });
  } catch (error) {
    if (!(error instanceof Problem) || error.status !== 401) throw error;
    session.value = null;
  }
  return staff.value !== null;
}

export async function signIn(username: string, password: string): Promise<void> {
  session.value = await api.post('/api/account/staff-sign-in', { body: { username, password } });
}

/** 动态口令, or a recovery code. */
export async function proveSecondFactor(code: string): Promise<void> {
  session.value = await api.post('/api/account/staff-second-factor', { body: { code } });
}

/** A new secret for an app; what is in use is asked for except right after the first sign-in. */
export function beginFactor(password: string, code: string): Promise<FactorBegun> {
  const body = { current_password: password, current_code: code };
  return api.post('/api/account/staff-factor', { body });
}

/** The recovery codes, shown this once. The session is read again when they have been put away. */
export async function confirmFactor(code: string): Promise<string[]> {
  const set = await api.put('/api/account/staff-factor', { body: { code } });
  return set.recovery_codes;
}

/** Ends all other sessions of the account. */
export async function changePassword(current: string, password: string): Promise<void> {
  const body = { current_password: current, password };
  session.value = await api.put('/api/account/staff-password', { body });
}

/** The pages are loaded anew, so that nothing of whom somebody looked at is left in memory. */
export async function signOut(everywhere = false): Promise<void> {
  await api.post(everywhere ? '/api/account/sign-out-everywhere' : '/api/account/sign-out');
  rememberExam(null);
  window.history.replaceState(null, '', '#/sign-in');
  window.location.reload();
}

export function forgetSession(): void {
  session.value = null;
}
