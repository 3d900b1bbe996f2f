import type { Choice } from '../common/schema';

/**
 * Work in hand, so that a reload or a phone that ends the browser loses none of it; gone when it is
 * saved and at sign-out. Choices are codes without a name and outlive the window. The form, without
 * what tells where somebody lives or can be called, stays in this window, and for an hour: on a
 * school's computer a session may end and nobody comes back.
 */
export interface KeptDraft {
  owner: number;
  batch: string;
  /** The version of the draft that was edited. */
  version: number;
  choices: Choice[];
}

/** Majors ticked in a group that is not in the list, or not as ticked. */
export interface Pick {
  majors: string[];
  adjust: boolean | null;
}

const HOUR = 60 * 60_000;

interface Kept<T> {
  write: (value: T) => void;
  read: () => Partial<T> | null;
  forget: () => void;
}

export const keptDraft = kept<KeptDraft>(() => localStorage, 'zhaokao.draft');
export const keptForm = kept<{ owner: number; version: number; form: object }>(
  () => sessionStorage,
  'zhaokao.form',
  HOUR,
);
export const keptPicks = kept<{ owner: number; picks: Record<string, Pick> }>(
  () => sessionStorage,
  'zhaokao.picks',
  HOUR,
);

/** What is too old goes when the pages are opened again, whoever opens them. */
export function forgetOld(): void {
  for (const store of [keptForm, keptPicks]) store.read();
}

/** On a school's computer nobody finds the work of the one before. */
export function forgetOthers(owner: number): void {
  for (const store of [keptDraft, keptForm, keptPicks]) {
    const found = store.read();
    if (found && found.owner !== owner) store.forget();
  }
}

const SIGNED_OUT = 'zhaokao.signed-out';

/** The other windows hear of it; nothing of it stays. */
export function tellSignOut(): void {
  try {
    localStorage.setItem(SIGNED_OUT, String(Date.now()));
    localStorage.removeItem(SIGNED_OUT);
  } catch {
    // Then they notice with their next request.
  }
}

export function onSignOutElsewhere(act: () => void): void {
  globalThis.addEventListener?.('storage', ({ key, newValue }) => {
    if (key === SIGNED_OUT && newValue) act();
  });
}

/** What a browser gives back was written by an older version of the pages, or by nobody of ours. */
export function areChoices(value: unknown): value is Choice[] {
  return (
    Array.isArray(value) &&
    value.every(
      (choice) =>
        Number.isInteger(choice?.group) &&
        Array.isArray(choice.majors) &&
        choice.majors.every((code: unknown) => typeof code === 'string') &&
        typeof choice.accept_adjustment === 'boolean',
    )
  );
}

function kept<T extends object>(
  storage: () => Storage,
  name: string,
  lasts = Number.POSITIVE_INFINITY,
): Kept<T> {
  const isOld = (at: unknown) =>
    Number.isFinite(lasts) && !(typeof at === 'number' && Math.abs(Date.now() - at) < lasts);
  return {
    write(value) {
      try {
        storage().setItem(name, JSON.stringify({ ...value, at: Date.now() }));
      } catch {
        // A browser without storage: then only memory keeps it.
      }
    },
    read() {
      try {
        const value: unknown = JSON.parse(storage().getItem(name) ?? 'null');
        if (typeof value !== 'object' || value === null) return null;
        if (!isOld((value as { at?: unknown }).at)) return value as Partial<T>;
        storage().removeItem(name);
        return null;
      } catch {
        return null;
      }
    },
    forget() {
      try {
        storage().removeItem(name);
      } catch {
        // Nothing was kept.
      }
    },
  };
}
