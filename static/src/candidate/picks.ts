import { keptPicks, type Pick } from './kept';

/** Majors that were ticked and not yet put into the list: going back to look at another group keeps them. */
export function pickOf(owner: number, group: number): Pick | null {
  const kept = keptPicks.read();
  const pick = kept?.owner === owner ? kept.picks?.[group] : undefined;
  return Array.isArray(pick?.majors) ? pick : null;
}

export function keepPick(owner: number, group: number, pick: Pick | null): void {
  const kept = keptPicks.read();
  const picks = { ...(kept?.owner === owner ? kept.picks : {}) };
  if (pick) picks[group] = pick;
  else delete picks[group];
  keptPicks.write({ owner, picks });
}
