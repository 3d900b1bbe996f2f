import type { Requirement, SecondSubject } from '../common/api-types';
import { SUBJECT_NAMES } from '../common/terms';

export const SECOND_SUBJECTS: SecondSubject[] = ['chemistry', 'biology', 'politics', 'geography'];

/** 再选: exactly two of four. A third pick lets go of the one chosen first. */
export function toggleSecond(chosen: SecondSubject[], subject: SecondSubject): SecondSubject[] {
  if (chosen.includes(subject)) return chosen.filter((other) => other !== subject);
  return [...chosen, subject].slice(-2);
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
