import type { Requirement, Second } from '../common/schema';
import { SUBJECT_NAMES } from '../common/terms';

export const SECOND_SUBJECTS: Second[] = ['chemistry', 'biology', 'politics', 'geography'];

/** 再选: two of four. A third is refused (null): swapping silently has cost people a subject. */
export function toggleSecond(chosen: Second[], subject: Second): Second[] | null {
  if (chosen.includes(subject)) return chosen.filter((other) => other !== subject);
  return chosen.length < 2 ? [...chosen, subject] : null;
}

export function meets(requirement: Requirement, subjects: readonly string[]): boolean {
  const { all_of: all, any_of: any } = requirement;
  return (
    all.every((subject) => subjects.includes(subject)) &&
    (any.length === 0 || any.some((subject) => subjects.includes(subject)))
  );
}

export function subjectNames(subjects: readonly Second[]): string {
  return SECOND_SUBJECTS.filter((subject) => subjects.includes(subject))
    .map((subject) => SUBJECT_NAMES[subject])
    .join('、');
}
