import { reactive } from 'vue';
import { api, network } from '../common/api';
import type { BatchView, Choice, NamedChoice } from '../common/schema';
import { asProblem, type Problem } from '../common/problem';
import { announce } from './announce';
import { choiceOf, sameList, toInput } from './choices';
import { phaseThen } from './closed';
import { areChoices, keptDraft, keptPicks } from './kept';

/**
 * The draft being edited. It lives outside the pages: leaving one, losing the network or signing in
 * again loses no edit. What is not saved yet is kept in the browser, too: a reload loses none either.
 */
export type SaveState = 'saved' | 'waiting' | 'saving' | 'offline' | 'conflict' | 'refused';

export interface Draft {
  owner: number;
  batch: BatchView | null;
  choices: NamedChoice[];
  version: number;
  savedAt: string | null;
  state: SaveState;
  problem: Problem | null;
  theirs: { version: number; choices: NamedChoice[] } | null;
}

export const draft = reactive<Draft>(empty());

function empty(): Draft {
  return {
    owner: 0,
    batch: null,
    choices: [],
    version: 0,
    savedAt: null,
    state: 'saved',
    problem: null,
    theirs: null,
  };
}

/** Saved at the latest this long after an edit; well inside two seconds. */
const PAUSE = 1200;
const RETRY = [2000, 4000, 8000, 15_000, 30_000];

let timer: ReturnType<typeof setTimeout> | undefined;
let attempts = 0;
let saving: Promise<void> | null = null;

export function unsaved(): boolean {
  return draft.state !== 'saved' && draft.batch !== null;
}

/** Opens a batch. Edits of the same candidate that could not be saved yet are kept. */
export async function openDraft(owner: number, batch: string, signal?: AbortSignal): Promise<void> {
  const here = draft.owner === owner && draft.batch?.batch === batch;
  // Without a line the list that is here is the best there is: it must not give way to an error.
  if (here && network.lost) return;
  const detail = await fetchBatch(batch, signal).catch((error) => {
    if (here && asProblem(error).status === 0 && !signal?.aborted) return null;
    throw error;
  });
  if (!detail) return;
  if (draft.owner === owner && draft.batch?.batch === batch && unsaved()) {
    draft.batch = detail;
    if (draft.state === 'offline' || draft.state === 'waiting') schedule(0);
    return;
  }
  const kept = await keptEdits(owner, detail, signal);
  clearTimeout(timer);
  Object.assign(draft, empty(), { owner, batch: detail });
  adopt(detail);
  if (kept) resume(kept.version, kept.choices);
}

function fetchBatch(batch: string, signal?: AbortSignal): Promise<BatchView> {
  return api.get('/api/volunteer/{batch}', { path: { batch }, signal });
}

/** Edits that an earlier page could not save any more, with their names again. */
async function keptEdits(
  owner: number,
  detail: BatchView,
  signal?: AbortSignal,
): Promise<{ version: number; choices: NamedChoice[] } | null> {
  const kept = keptDraft.read();
  if (kept?.owner !== owner || kept.batch !== detail.batch) return null;
  const saved = detail.draft?.choices ?? detail.submission?.choices ?? [];
  const over = phaseThen(detail) === 'after';
  if (over || !areChoices(kept.choices) || sameList(kept.choices, toInput(saved))) {
    keptDraft.forget();
    return null;
  }
  const known = [...saved, ...(detail.submission?.choices ?? [])];
  const choices = await Promise.all(kept.choices.map((choice) => nameAgain(choice, known, signal)));
  return { version: kept.version ?? 0, choices: choices.filter((choice) => choice !== null) };
}

async function nameAgain(
  input: Choice,
  known: readonly NamedChoice[],
  signal?: AbortSignal,
): Promise<NamedChoice | null> {
  const same = known.find((choice) => sameList(toInput([choice]), [input]));
  if (same) return same;
  try {
    const path = { id: input.group };
    const group = await api.get('/api/catalog/groups/{id}', { path, signal });
    return choiceOf(group, input.majors, input.accept_adjustment);
  } catch (error) {
    // A plan that was withdrawn meanwhile; anything else is worth another try.
    if (asProblem(error).status === 404) return null;
    throw error;
  }
}

/** Goes on where an earlier page stopped: saves, unless another device has saved since. */
function resume(version: number, choices: NamedChoice[]): void {
  const theirs = { version: draft.version, choices: draft.choices };
  draft.choices = choices;
  if (version === draft.version) {
    draft.state = 'waiting';
    if (!draft.batch?.editable) return;
    schedule(0);
    announce('上次没有保存上的修改已经找回，正在保存');
    return;
  }
  draft.version = version;
  draft.theirs = theirs;
  draft.state = 'conflict';
}

function adopt(detail: BatchView): void {
  draft.choices = detail.draft?.choices ?? detail.submission?.choices ?? [];
  draft.version = detail.draft?.version ?? 0;
  draft.savedAt = detail.draft?.saved_at ?? null;
  draft.state = 'saved';
}

/** At sign-out, and once the list is official. */
export function closeDraft(): void {
  clearTimeout(timer);
  keptDraft.forget();
  keptPicks.forget();
  Object.assign(draft, empty());
}

export function edit(choices: NamedChoice[]): void {
  if (!draft.batch?.editable) return;
  draft.choices = choices;
  remember();
  if (draft.state === 'conflict') return;
  draft.state = draft.state === 'offline' ? 'offline' : 'waiting';
  attempts = 0;
  schedule(PAUSE);
}

function remember(): void {
  const { owner, batch, version, choices } = draft;
  if (batch) {
    keptDraft.write({ owner, batch: batch.batch, version, choices: toInput(choices) });
  }
}

function schedule(delay: number): void {
  clearTimeout(timer);
  timer = setTimeout(() => void save(), delay);
}

/** Saves now. Resolves when nothing is left to save, or when saving has failed. */
export async function flush(): Promise<void> {
  clearTimeout(timer);
  if (saving) await saving;
  if (draft.state !== 'saved' && draft.state !== 'conflict') await save();
}

async function save(): Promise<void> {
  if (saving || !draft.batch) return saving ?? undefined;
  saving = saveOnce().finally(() => (saving = null));
  await saving;
}

async function saveOnce(): Promise<void> {
  const { owner, batch } = draft;
  // In a pause the edits wait here, as they are.
  if (!batch?.editable) return;
  const choices = toInput(draft.choices);
  draft.state = 'saving';
  try {
    const saved = await api.put('/api/volunteer/{batch}/draft', {
      path: { batch: batch.batch },
      body: { version: draft.version, choices },
    });
    if (draft.owner !== owner) return;
    attempts = 0;
    draft.version = saved.version;
    draft.savedAt = saved.saved_at;
    draft.problem = null;
    if (sameList(choices, toInput(draft.choices))) {
      draft.state = 'saved';
      keptDraft.forget();
    } else {
      remember();
      draft.state = 'waiting';
      schedule(PAUSE);
    }
  } catch (error) {
    if (draft.owner === owner) await failed(asProblem(error), batch.batch);
  }
}

async function failed(problem: Problem, batch: string): Promise<void> {
  draft.problem = problem;
  if (problem.code === 'stale_version') {
    draft.state = 'conflict';
    await fetchTheirs(batch);
    // The same list came from elsewhere, or an answer of ours was lost: nothing to choose from.
    const { theirs } = draft;
    if (theirs && sameList(toInput(theirs.choices), toInput(draft.choices))) {
      await resolveConflict('theirs');
    }
    return;
  }
  const passing = problem.status === 0 || problem.status >= 500 || problem.status === 429;
  if (passing) {
    draft.state = 'offline';
    const limit = problem.status === 429 ? 3 : 0;
    schedule(RETRY[Math.min(Math.max(attempts, limit), RETRY.length - 1)] ?? 30_000);
    attempts += 1;
    return;
  }
  if (problem.code === 'window_closed') {
    draft.batch = await fetchBatch(batch).catch(() => draft.batch);
    if (draft.batch && phaseThen(draft.batch) === 'suspended') {
      draft.state = 'waiting';
      return;
    }
  }
  // Signed out: the edits wait here until the candidate is back (openDraft saves them).
  draft.state = problem.status === 401 ? 'offline' : 'refused';
}

async function fetchTheirs(batch: string): Promise<void> {
  try {
    const detail = await fetchBatch(batch);
    draft.batch = detail;
    draft.theirs = {
      version: detail.draft?.version ?? 0,
      choices: detail.draft?.choices ?? [],
    };
  } catch {
    draft.theirs = null;
  }
}

/** After a conflict: mine goes over theirs, or theirs replaces mine. */
export async function resolveConflict(keep: 'mine' | 'theirs'): Promise<void> {
  const { theirs, batch } = draft;
  if (!batch) return;
  if (!theirs) {
    await fetchTheirs(batch.batch);
    return;
  }
  draft.version = theirs.version;
  draft.theirs = null;
  draft.problem = null;
  if (keep === 'theirs') {
    draft.choices = theirs.choices;
    draft.savedAt = batch.draft?.saved_at ?? null;
    draft.state = 'saved';
    keptDraft.forget();
    return;
  }
  remember();
  draft.state = 'waiting';
  await flush();
}

if (typeof window !== 'undefined') {
  window.addEventListener('online', () => {
    if (draft.state === 'offline') schedule(0);
  });
  window.addEventListener('beforeunload', (event) => {
    if (unsaved()) event.preventDefault();
  });
}
