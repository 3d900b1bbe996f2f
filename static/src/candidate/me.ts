import { api } from '../common/api';
import type { FirstSubject, Registration, SecondSubject } from '../common/api-types';

export interface Subjects {
  first: FirstSubject;
  second: SecondSubject[];
}

/** The candidate's subjects fix the track and decide which groups are open to them. */
export async function mySubjects(signal?: AbortSignal): Promise<Subjects> {
  const { form } = await api.get<Registration>('/api/registration', signal ? { signal } : {});
  return {
    first: form?.first_subject ?? 'physics',
    second: form?.second_subjects ?? [],
  };
}
