import type { Requirement, SecondSubject } from '../common/api-types';
import { SUBJECT_NAMES } from '../common/terms';

export const SECOND_SUBJECTS: SecondSubject[] = ['chemistry', 'biology', 'politics', 'geography'];

/** 再选: two of four. A third is refused (null): swapping silently has cost people a subject. */
export function toggleSecond(
  chosen: SecondSubject[],
  subject: SecondSubject,
): SecondSubject[] | null {
  if (chosen.includes(subject)) return chosen.filter((other) => other !== subject);
  return chosen.length < 2 ? [...chosen, subject] : null;
}

export function meets(requirement: Requirement, subjects: readonly string[]): boolean {
  const all = requirement.all_of ?? [];
  const any = requirement.any_of ?? [];
  return (
    all.every((subject) => subjects.includes(subject)) &&
    (any.length === 0 || any.some((subject) => subjects.includes(subject)))
  );
}

export function subjectNames(subjects: readonly SecondSubject[]): string {
  return SECOND_SUBJECTS.filter((subject) => subjects.includes(subject))
    .map((subject) => SUBJECT_NAMES[subject])
    .join('、');
}
