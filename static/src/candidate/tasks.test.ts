import { expect, test } from 'vitest';
import type { ExamStep } from '../common/schema';
import { taskOf, urgentSteps, withChanged } from './tasks';

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
  const named = (title: string) => taskOf(step('volunteer', { title })).call;
  expect([named('本科批'), named('本科提前批 平行志愿')]).toEqual([
    '填报本科批志愿',
    '填报本科提前批 平行志愿',
  ]);
  expect(taskOf(step('passwords')).to).toBe('/identity');
  expect(taskOf(step('ticket', { state: 'not_yet' })).to).toBeNull();
});

test('a form that was changed and not submitted is what to do first', () => {
  const steps = [step('form', { state: 'done' }), step('fee', { of: 'exam', window: closing(2) })];
  const first = (changed: boolean) => urgentSteps(withChanged(steps, changed)).map(taskOf)[0];
  expect(first(false)?.to).toBe('/payment/exam');
  expect(first(true)).toMatchObject({ to: '/registration/edit', call: '提交报名信息的修改' });
  const never = withChanged([step('form')], true).map(taskOf)[0];
  expect(never).toMatchObject({ to: '/registration/edit', call: '提交报名信息' });
  // What the server wants filled in anew is no change of one's own.
  const wanted = withChanged([step('form', { state: 'underway' })], true).map(taskOf)[0];
  expect(wanted).toMatchObject({ to: '/registration', call: '补填报名信息' });
});

test('lists that can be filled at the same time are one thing to do', () => {
  const steps = [
    step('identity', { state: 'done' }),
    step('fee', { of: 'exam', window: closing(2) }),
    step('volunteer', { of: 'early', title: '提前批 平行志愿', window: closing(3) }),
    step('volunteer', { of: 'early-single', title: '提前批 单个志愿', window: closing(3) }),
    step('volunteer', { of: 'undergraduate', title: '本科批', window: closing(4) }),
    step('volunteer', { of: 'vocational', title: '专科批', state: 'not_yet' }),
  ];
  const [fee, lists, ...rest] = urgentSteps(steps).map(taskOf);
  expect([fee?.to, lists?.to, lists?.call, rest]).toEqual([
    '/payment/exam',
    '/volunteer',
    '填报志愿',
    [],
  ]);
  expect(lists?.explanation).toContain('提前批 平行志愿、提前批 单个志愿、本科批。');
  expect(lists?.step.window).toEqual(closing(3));
  // A draft that is not submitted stands by itself, and leads to where it is submitted.
  const begun = steps.map((one) =>
    one.of === 'early' ? { ...one, state: 'underway' as const } : one,
  );
  expect(urgentSteps(begun).map((one) => one.of)).toEqual(['early', 'exam', '']);
  const draft = urgentSteps(begun).map(taskOf)[0];
  expect([draft?.to, draft?.button]).toEqual(['/volunteer/early/check', '核对并提交']);
  expect(draft?.explanation).toContain('草稿一律无效');
});
