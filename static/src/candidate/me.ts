import { api } from '../common/api';
import type { Score, Second, Track } from '../common/schema';

export interface Subjects {
  first: Track;
  second: Second[];
}

/** The candidate's subjects fix the track and decide which groups are open to them. */
export async function mySubjects(signal?: AbortSignal): Promise<Subjects> {
  const { form } = await api.get('/api/registration', { signal });
  return {
    first: (form?.['first_subject'] ?? 'physics') as Track,
    second: (form?.['second_subjects'] ?? []) as Second[],
  };
}

/** Before the scores are out, and for whoever has none, the pages are the same without. */
export function myScore(signal: AbortSignal): Promise<Score | null> {
  return api.get('/api/volunteer', { signal }).then(
    (overview) => overview.score,
    () => null,
  );
}
