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

const PURPOSE = 'zhaokao.identity-purpose';

/** What the identity check is for, while the candidate is away: another phone, or (as usual) passwords. */
export function recallPurpose(): 'phone' | null {
  try {
    return sessionStorage.getItem(PURPOSE) === 'phone' ? 'phone' : null;
  } catch {
    return null;
  }
}

export function rememberPurpose(purpose: 'phone' | null): void {
  try {
    if (purpose) sessionStorage.setItem(PURPOSE, purpose);
    else sessionStorage.removeItem(PURPOSE);
  } catch {
    // Then the page offers passwords; the phone is changed from 「我的」.
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

const BACK = 'zhaokao.back';

/** Where new passwords were wanted, while the candidate is away for them. */
export function recallBack(): string | null {
  try {
    return sessionStorage.getItem(BACK);
  } catch {
    return null;
  }
}

export function rememberBack(path: string | null): void {
  try {
    if (path) sessionStorage.setItem(BACK, path);
    else sessionStorage.removeItem(BACK);
  } catch {
    // Then the way leads home.
  }
}

const EXAM = 'zhaokao.exam';

/** Which exam the office looks at in this tab; another one may be about another exam. */
export function recallExam(): string | null {
  try {
    return sessionStorage.getItem(EXAM);
  } catch {
    return null;
  }
}

export function rememberExam(id: string | null): void {
  try {
    if (id) sessionStorage.setItem(EXAM, id);
    else sessionStorage.removeItem(EXAM);
  } catch {
    // Then it is asked again.
  }
}

const READER = 'zhaokao.reader';

/** Where the card reader's program listens on this machine. */
export function readReader(): string | null {
  try {
    return localStorage.getItem(READER);
  } catch {
    return null;
  }
}

export function writeReader(address: string): void {
  try {
    localStorage.setItem(READER, address);
  } catch {
    // Then it is typed once more.
  }
}
