import type { Candidate, Fee, Stage, VolunteerOverview, Window } from '../common/schema';
import { phaseOf, type Phase } from '../common/clock';
import { shortTime } from '../common/format';
import { pauseText } from './closed';
import { feeTask, REGISTRATION } from './fees';

export interface Task {
  name: string;
  state: 'done' | 'now' | 'later';
  status: string;
  note: string;
  to?: string;
  /** Done or not, this must not be overlooked. */
  warn?: boolean;
  /** For the card 「现在要做的事」. */
  call: string;
  explanation: string;
  button: string;
  window?: Window | undefined;
}

const ORDER: Stage[] = ['numbered', 'paid', 'verified', 'active', 'filled'];

/** The whole way from the fee to the receipt, as it looks for this candidate now. */
export function tasksOf(
  me: Candidate,
  volunteer: VolunteerOverview | null,
  windows: Window[],
  fees: Fee[],
  /** The form was changed in this window, and not submitted. */
  changed = false,
): Task[] {
  const at = ORDER.indexOf(me.stage);
  const stateOf = (step: number): Task['state'] =>
    at > step ? 'done' : at === step ? 'now' : 'later';
  const window = (name: string) =>
    windows.find((entry) => entry.name === name && entry.open) ??
    windows.find((entry) => entry.name === name);
  const registration = window('registration');
  const fee = fees.find(({ item }) => item === REGISTRATION)?.name ?? '报名费';
  const names: Record<Task['state'], string> = { done: '已完成', now: '待办', later: '未到' };
  const step = (index: number, task: Omit<Task, 'state' | 'status'>): Task => ({
    ...task,
    state: stateOf(index),
    status: names[stateOf(index)],
    window: registration,
  });

  const form = step(3, {
    name: '承诺书与报名信息',
    note: me.form_saved_at
      ? `${shortTime(me.form_saved_at)} 提交保存`
      : me.pledged
        ? '已签承诺书，待填写报名信息'
        : '阅读并签署《考生诚信考试承诺书》，填写报名信息',
    to: me.pledged ? '/registration' : '/pledge',
    call: me.pledged ? '填写报名信息' : '签署承诺书，填写报名信息',
    explanation: '选考科目、通信地址等由您本人填写。用信息保存密码“提交保存”后才算完成。',
    button: me.pledged ? '去填写' : '去阅读承诺书',
  });
  if (me.stage === 'filled') form.to = '/registration';
  if (me.stage === 'filled' && !me.form_complete) {
    Object.assign(form, {
      state: 'now',
      status: '未完成',
      warn: true,
      note: '报名表增加了要填的项目，请补填后再提交保存',
      to: '/registration',
      call: '补填报名信息',
      explanation: '您保存之后，报名表增加了要填的项目。补填后用信息保存密码“提交保存”。',
      button: '去补填',
    } satisfies Partial<Task>);
  }

  if (changed && form.state !== 'later') {
    Object.assign(form, {
      state: 'now',
      status: '有未提交的修改',
      warn: true,
      note: '改过的内容还没有提交保存',
      to: '/registration/edit',
      call: '提交报名信息的修改',
      explanation: '改过的内容还没有提交保存，只在这个窗口里留一小时。',
      button: '继续填写',
    } satisfies Partial<Task>);
  }

  return [
    step(0, {
      name: '缴费',
      note: me.paid ? `${fee}已缴纳` : `${fee}，可由家人代付`,
      // The first time there is one thing to do, however many fees there are.
      to: !me.paid && fees.length > 1 ? `/payment/${REGISTRATION}` : '/payment',
      call: '缴纳报名费',
      explanation: '缴费后才能继续报名。可以自己扫码，也可以把缴费链接发给家人代付。',
      button: '去缴费',
    }),
    step(1, {
      name: '实人认证',
      note: me.verified ? '已通过' : '人脸核验，确认是您本人在办理',
      to: '/identity',
      call: '完成实人认证',
      explanation: '由本人面对手机完成人脸核验，约一分钟。',
      button: '去认证',
    }),
    step(2, {
      name: '设置密码',
      note: '登录密码和信息保存密码',
      // Passwords are set within 15 minutes of a check, in the same session: the page of checks knows.
      to: me.passwords_set ? '/passwords' : '/identity',
      call: '设置两个密码',
      explanation: '登录密码用于登录；信息保存密码在每次“提交保存”时使用。',
      button: '去设置',
    }),
    form,
    ...fees.map((fee) => feeTask(fee)).filter((task) => task !== null),
    ...volunteerTasks(me, volunteer, window),
  ];
}

function volunteerTasks(
  me: Candidate,
  volunteer: VolunteerOverview | null,
  window: (name: string) => Window | undefined,
): Task[] {
  const later = { state: 'later' as const, call: '', explanation: '', button: '' };
  const filled = me.stage === 'filled';
  const score = volunteer?.score;
  const batch = currentBatch(volunteer?.batches ?? []);

  const scoreTask: Task = score
    ? {
        ...later,
        name: '成绩',
        state: 'done',
        status: '已公布',
        note: `总分 ${score.total}，全省同科类位次 ${score.rank}`,
        to: '/score',
      }
    : { ...later, name: '成绩', status: '未公布', note: '公布后在此查询' };

  if (!filled || !batch) {
    return [
      scoreTask,
      { ...later, name: '志愿', status: '未到', note: '成绩公布后填报' },
      { ...later, name: '回执', status: '未到', note: '提交正式志愿后获得' },
    ];
  }

  const submitted = batch.submission_version > 0;
  const drafted = batch.draft_version > 0;
  const to = `/volunteer/${batch.batch}`;
  // The batch's own window: it may have been extended for the candidate's county.
  const opening = batch.window ?? window(`volunteer-${batch.batch}`);
  const phase = phaseOf(batch.window);
  const volunteerTask: Task = {
    name: '志愿',
    state: 'later',
    status: '未开放',
    note: opening ? `${batch.name} ${shortTime(opening.opens)} 开始` : `${batch.name}，时间待公布`,
    to: '/volunteer',
    call: '',
    explanation: '',
    button: '',
    window: opening,
  };
  if (!batch.eligible) {
    Object.assign(volunteerTask, {
      status: score ? '不可填报' : '未到',
      note: batch.ineligible_reason ?? '不能填报本批次',
    });
  } else if (phase === 'open') {
    Object.assign(volunteerTask, openBatch(batch.name, to, submitted, drafted, batch.differs));
  } else if (phase === 'suspended') {
    const filling = openBatch(batch.name, to, submitted, drafted, batch.differs);
    Object.assign(volunteerTask, pausedBatch(filling, pauseText(batch.window)));
  } else if (phase === 'after') {
    Object.assign(volunteerTask, {
      state: submitted ? 'done' : 'later',
      status: submitted ? '已提交' : '未填报',
      note: submitted ? '填报已截止，正式志愿已锁定' : '填报已截止，没有提交正式志愿',
    });
  }

  const receipt: Task = submitted
    ? {
        ...later,
        name: '回执',
        state: 'done',
        status: `第 ${batch.submission_version} 版`,
        note: batch.submitted_at ? `${shortTime(batch.submitted_at)} 提交` : '',
        to: `${to}/submissions/${batch.submission_version}`,
      }
    : { ...later, name: '回执', status: '未到', note: '提交正式志愿后获得' };
  return [scoreTask, volunteerTask, receipt];
}

/** The one that is filled now, or comes next; the last one, once all are over. */
export function currentBatch<B extends { window: Window | null }>(batches: B[]): B | undefined {
  const is = (phase: Phase) => batches.filter(({ window }) => phaseOf(window) === phase);
  const opens = ({ window }: B) => Date.parse(window?.opens ?? '');
  const next = is('before').sort((one, other) => opens(one) - opens(other));
  return is('open')[0] ?? is('suspended')[0] ?? next[0] ?? is('after').at(-1) ?? batches[0];
}

function openBatch(
  name: string,
  to: string,
  submitted: boolean,
  drafted: boolean,
  differs: boolean,
): Partial<Task> {
  if (!submitted) {
    return {
      state: 'now',
      status: drafted ? '草稿, 未提交' : '待填报',
      warn: drafted,
      note: drafted ? '志愿草稿不是正式志愿，请提交保存' : `${name}可以填报了`,
      to,
      call: drafted ? `提交${name}志愿` : `填报${name}志愿`,
      explanation: drafted
        ? '您的志愿还只是草稿，没有提交。截止前没有“提交保存”的草稿一律无效。'
        : '先查找院校专业组，编好志愿草稿，再用信息保存密码提交为正式志愿。',
      button: drafted ? '核对并提交' : '去填报',
    };
  }
  return {
    state: differs ? 'now' : 'done',
    status: differs ? '有未提交的修改' : '已提交',
    warn: differs,
    note: differs ? '草稿与正式志愿不同，以正式志愿为准' : '截止前可以修改并再次提交',
    to,
    ...(differs && {
      call: '草稿与正式志愿不同',
      explanation: '目前有效的仍是上一次提交的正式志愿。要让修改生效，请再次提交保存。',
      button: '查看草稿',
    }),
  };
}

/** What is not submitted stays the first thing to know; there is nothing to begin. */
function pausedBatch(filling: Partial<Task>, note: string): Partial<Task> {
  if (filling.state === 'done') return { ...filling, note };
  if (!filling.warn) return { status: '已暂停', note };
  return { ...filling, note, explanation: `${note}。${filling.explanation}`, button: '查看草稿' };
}

const WAY = ['缴费', '实人认证', '设置密码', '承诺书与报名信息'];

/** What to do now, by consequence and deadline: an unsubmitted draft is lost when its window closes. */
export function urgentTasks(tasks: Task[]): Task[] {
  const weight = (task: Task) => (task.warn ? 0 : WAY.includes(task.name) ? 1 : 2);
  const closes = (task: Task) => Date.parse(task.window?.closes ?? '') || Number.POSITIVE_INFINITY;
  return tasks
    .filter((task) => task.state === 'now')
    .sort((one, other) => weight(one) - weight(other) || order(closes(one), closes(other)));
}

const order = (one: number, other: number) => (one === other ? 0 : one < other ? -1 : 1);

/** The first of them. */
export function nextTask(tasks: Task[]): Task | null {
  return urgentTasks(tasks)[0] ?? null;
}
