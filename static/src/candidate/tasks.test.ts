import { expect, test } from 'vitest';
import type { ExamStep } from '../common/schema';
import { taskOf, urgentSteps } from './tasks';

function step(code: ExamStep['code'], more: Partial<ExamStep> = {}): ExamStep {
  return { code, of: '', title: code, state: 'ready', window: null, because: null, ...more };
}

function closing(day: number): ExamStep['window'] {
  const closes = `2027-06-${String(day).padStart(2, '0')}T17:00:00+08:00`;
  const opens = '2027-06-01T08:00:00+08:00';
  return { name: 'w', title: 'w', opens, closes, open: true, suspended: false, note: null };
}

test('the way to the form comes before what has a deadline, and 报名费 before all', () => {
  const steps = [
    step('fee', { of: 'registration' }),
    step('identity', { state: 'not_yet', because: '请先缴纳普通高考报名费' }),
    step('fee', { of: 'exam', window: closing(2) }),
    step('volunteer', { of: 'undergraduate', window: closing(3) }),
  ];
  expect(urgentSteps(steps).map((one) => one.of)).toEqual([
    'registration',
    'exam',
    'undergraduate',
  ]);
});

test('an unsubmitted draft comes before a fee that is due, and a phone last', () => {
  const begun = step('volunteer', { of: 'undergraduate', state: 'underway', window: closing(9) });
  const steps = [
    step('identity', { state: 'done' }),
    step('phone'),
    step('fee', { of: 'exam', window: closing(2) }),
    begun,
  ];
  expect(urgentSteps(steps).map((one) => one.code)).toEqual(['volunteer', 'fee', 'phone']);
});

test('what can not be done leads nowhere and says why', () => {
  const waiting = taskOf(step('volunteer', { state: 'not_yet', because: '成绩尚未公布' }));
  expect([waiting.to, waiting.explanation]).toEqual([null, '成绩尚未公布']);
  expect(taskOf(step('fee', { of: 'exam', state: 'done' })).to).toBe('/payment/exam');
  expect(taskOf(step('passwords')).to).toBe('/identity');
  expect(taskOf(step('ticket', { state: 'not_yet' })).to).toBeNull();
});

test('a form that was changed and not submitted is what to do first', () => {
  const me = { stage: 'filled', paid: true, form_complete: true } as Candidate;
  const next = (changed: boolean) => nextTask(tasksOf(me, null, [], [], changed))?.to;
  expect([next(false), next(true)]).toEqual([undefined, '/registration/edit']);
});
