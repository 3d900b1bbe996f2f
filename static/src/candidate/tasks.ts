import type { ExamStep } from '../common/schema';

type Code = ExamStep['code'];

/** A step; of the form, where it stood when it was changed in this browser and not submitted. */
export type Step = ExamStep & { changed?: ExamStep['state'] };

/** Where a step is taken, and what is said of it while it can be. */
interface Place {
  to: (step: Step) => string;
  call: (step: Step) => string;
  explanation: string;
  button: string;
}

/** 本科批 → 本科批志愿 */
const listName = (title: string) => (title.endsWith('志愿') ? title : `${title}志愿`);

const PLACES: Partial<Record<Code, Place>> = {
  fee: {
    to: (step) => `/payment/${step.of}`,
    call: (step) => `缴纳${step.title}`,
    explanation: '可以自己扫码，也可以把缴费链接发给家人代付。一旦缴纳不退。',
    button: '去缴费',
  },
  identity: {
    to: () => '/identity',
    call: () => '完成实人认证',
    explanation: '由本人面对手机完成人脸核验，约一分钟。',
    button: '去认证',
  },
  passwords: {
    // Passwords are set within 15 minutes of a check, in the same session: the page of checks knows.
    to: (step) => (step.state === 'done' ? '/passwords' : '/identity'),
    call: () => '设置两个密码',
    explanation: '登录密码用于登录；信息保存密码在每次“提交保存”时使用。',
    button: '去设置',
  },
  phone: {
    to: () => '/account',
    call: () => '绑定手机',
    explanation: '绑定以后，重要提醒会发到这个手机。',
    button: '去绑定',
  },
  pledge: {
    to: () => '/pledge',
    call: () => '签署承诺书，填写报名信息',
    explanation: '阅读并签署《考生诚信考试承诺书》以后，才能填写报名信息。',
    button: '去阅读承诺书',
  },
  form: {
    to: () => '/registration',
    call: (step) => (step.state === 'underway' ? '补填报名信息' : '填写报名信息'),
    explanation: '选考科目、通信地址等由您本人填写。用信息保存密码“提交保存”后才算完成。',
    button: '去填写',
  },
  score: {
    to: () => '/score',
    call: () => '查看成绩',
    explanation: '',
    button: '查看',
  },
  volunteer: {
    to: (step) => (step.of ? `/volunteer/${step.of}` : '/volunteer'),
    call: ({ title }) => `填报${listName(title)}`,
    explanation: '先查找院校专业组，编好志愿草稿，再用信息保存密码提交为正式志愿。',
    button: '去填报',
  },
};

/** A draft that is not submitted is the one thing that a nervous person may take for done. */
const DRAFT: Place = {
  to: (step) => `/volunteer/${step.of}/check`,
  call: ({ title }) => `提交${listName(title)}`,
  explanation:
    '您的志愿草稿还没有提交。截止前没有“提交保存”的草稿一律无效；以前提交过的，仍以那一次为准。',
  button: '核对并提交',
};

/** What was submitted before still counts; what was filled in since does not. */
const CHANGED: Place = {
  to: () => '/registration/edit',
  call: (step) => (step.changed === 'done' ? '提交报名信息的修改' : '提交报名信息'),
  explanation:
    '填写的内容还没有提交，只留在这个浏览器里。用信息保存密码“提交保存”后才算完成；以前提交过的，仍以那一次为准。',
  button: '继续填写',
};

/** Only this browser knows what was filled in and is not submitted. */
export function withChanged(steps: ExamStep[], changed: boolean): Step[] {
  if (!changed) return steps;
  return steps.map((step) =>
    step.code === 'form' && ['done', 'ready'].includes(step.state)
      ? { ...step, state: 'underway', changed: step.state }
      : step,
  );
}

/** A step as it is drawn. */
export interface Task {
  step: Step;
  /** Where it is taken, or looked at once it is done. */
  to: string | null;
  /** Of what can be taken now. */
  call: string;
  explanation: string;
  button: string;
}

function placeOf(step: Step): Place | undefined {
  if (step.changed) return CHANGED;
  return step.code === 'volunteer' && step.state === 'underway' ? DRAFT : PLACES[step.code];
}

export function taskOf(step: Step): Task {
  const place = placeOf(step);
  const has = step.state === 'done' || isDue(step);
  return {
    step,
    to: place && has ? place.to(step) : null,
    call: place?.call(step) ?? step.title,
    explanation: step.because ?? place?.explanation ?? '',
    button: place?.button ?? '',
  };
}

/** It can be taken now, and is not done. */
export function isDue(step: ExamStep): boolean {
  return step.state === 'ready' || step.state === 'underway';
}

const WAY: Code[] = ['identity', 'passwords', 'pledge', 'form'];

/** Lists that can be filled at the same time are one thing to do: some of them exclude each other. */
function together(steps: Step[]): Step[] {
  const closing = ({ window }: Step) =>
    Date.parse(window?.closes ?? '') || Number.POSITIVE_INFINITY;
  const lists = steps.filter(({ code, state }) => code === 'volunteer' && state === 'ready');
  const [first] = [...lists].sort((one, other) => closing(one) - closing(other));
  if (!first || lists.length === 1) return steps;
  const names = lists.map(({ title }) => title).join('、');
  const because = `现在可以填报：${names}。每份志愿分别提交保存。`;
  const one: Step = { ...first, of: '', title: '志愿', because };
  return steps.flatMap((step) => (step === lists[0] ? [one] : lists.includes(step) ? [] : [step]));
}

/** What to do now, by consequence and deadline: what was begun is lost when its window closes. */
export function urgentSteps(all: Step[]): Step[] {
  const steps = together(all);
  const start = steps.findIndex((step) => step.code === 'identity');
  const weight = (step: ExamStep) => {
    if (step.state === 'underway') return 0;
    if (WAY.includes(step.code) || steps.indexOf(step) < start) return 1;
    return step.code === 'phone' ? 3 : 2;
  };
  const closes = (step: ExamStep) =>
    weight(step) === 2
      ? Date.parse(step.window?.closes ?? '') || Number.POSITIVE_INFINITY
      : steps.indexOf(step);
  const order = (one: number, other: number) => (one === other ? 0 : one < other ? -1 : 1);
  return steps
    .filter(isDue)
    .sort((one, other) => weight(one) - weight(other) || order(closes(one), closes(other)));
}
