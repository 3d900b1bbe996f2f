import type { Requirement, Second } from '../common/schema';
import { SUBJECT_NAMES } from '../common/terms';

export const SECOND_SUBJECTS: Second[] = ['chemistry', 'biology', 'politics', 'geography'];

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
