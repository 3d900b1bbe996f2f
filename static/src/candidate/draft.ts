import { reactive } from 'vue';
import { api } from '../common/api';
import type { BatchDetail, Choice, DraftSaved, Warning } from '../common/api-types';
import { asProblem, type Problem } from '../common/problem';
import { sameList, toInput } from './choices';

/**
 * The draft being edited. It lives outside the pages: leaving one, losing the network or signing in
 * again loses no edit. Only memory; closing the window with unsaved edits asks first.
 */
export type SaveState = 'saved' | 'waiting' | 'saving' | 'offline' | 'conflict' | 'refused';

export interface Draft {
  owner: number;
  batch: BatchDetail | null;
  choices: Choice[];
  version: number;
  savedAt: string | null;
  state: SaveState;
  problem: Problem | null;
  /** From the server, for the list as it was saved; each still carries its group. */
  warnings: (Warning & { group: number })[];
  theirs: { version: number; choices: Choice[] } | null;
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
    warnings: [],
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
  const path = `/api/volunteer/${encodeURIComponent(batch)}`;
  const detail = await api.get<BatchDetail>(path, signal ? { signal } : {});
  const keep = draft.owner === owner && draft.batch?.batch === batch && unsaved();
  draft.batch = detail;
  if (keep) {
    if (draft.state === 'offline' || draft.state === 'waiting') schedule(0);
    return;
  }
  clearTimeout(timer);
  Object.assign(draft, empty(), { owner, batch: detail });
  adopt(detail);
}

function adopt(detail: BatchDetail): void {
  draft.choices = detail.draft?.choices ?? detail.submission?.choices ?? [];
  draft.version = detail.draft?.version ?? 0;
  draft.savedAt = detail.draft?.saved_at ?? null;
  draft.state = 'saved';
}

export function closeDraft(): void {
  clearTimeout(timer);
  Object.assign(draft, empty());
}

export function edit(choices: Choice[]): void {
  if (!draft.batch?.editable) return;
  draft.choices = choices;
  if (draft.state === 'conflict') return;
  draft.state = draft.state === 'offline' ? 'offline' : 'waiting';
  attempts = 0;
  schedule(PAUSE);
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
  if (!batch) return;
  const choices = toInput(draft.choices);
  draft.state = 'saving';
  try {
    const saved = await api.put<DraftSaved>(`/api/volunteer/${batch.batch}/draft`, {
      version: draft.version,
      choices,
    });
    if (draft.owner !== owner) return;
    attempts = 0;
    draft.version = saved.version;
    draft.savedAt = saved.saved_at;
    draft.problem = null;
    draft.warnings = (saved.warnings ?? []).map((warning) => ({
      ...warning,
      group: choices[warning.index]?.group ?? 0,
    }));
    if (sameList(choices, toInput(draft.choices))) draft.state = 'saved';
    else {
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
  // Signed out: the edits wait here until the candidate is back (openDraft saves them).
  draft.state = problem.status === 401 ? 'offline' : 'refused';
}

async function fetchTheirs(batch: string): Promise<void> {
  try {
    const detail = await api.get<BatchDetail>(`/api/volunteer/${batch}`);
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
    return;
  }
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
