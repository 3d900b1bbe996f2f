/**
 * How the pages look. What else the browser keeps is a candidate's unsaved work
 * (src/candidate/kept.ts); eslint refuses its storage everywhere else.
 */
const BIG_FONT = 'zhaokao.big-font';

export function readBigFont(): boolean {
  try {
    return localStorage.getItem(BIG_FONT) === '1';
  } catch {
    return false;
  }
}

export function writeBigFont(on: boolean): void {
  try {
    if (on) localStorage.setItem(BIG_FONT, '1');
    else localStorage.removeItem(BIG_FONT);
  } catch {
    // A browser without storage forgets the preference; nothing else depends on it.
  }
}

const IDENTITY_CHECK = 'zhaokao.identity-check';

/**
 * The identity check that this window is waiting for, while the candidate is on the identity
 * service's page. An opaque number; the window's end forgets it.
 */
export function recallIdentityCheck(): string | null {
  try {
    return sessionStorage.getItem(IDENTITY_CHECK);
  } catch {
    return null;
  }
}

export function rememberIdentityCheck(id: string | null): void {
  try {
    if (id) sessionStorage.setItem(IDENTITY_CHECK, id);
    else sessionStorage.removeItem(IDENTITY_CHECK);
  } catch {
    // Then the candidate starts another check, or the session says it has passed.
  }
}
