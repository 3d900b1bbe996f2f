import type {
  Interval,
  NewWindowChange,
  Organisation,
  StaffIdentity,
  WindowAction,
  WindowRow,
  WindowChangeStatus,
} from '@/common/schema';
import { fullTime } from '@/common/format';
import { depthOf } from '../organisation';

export const ACTIONS: Record<WindowAction, string> = {
  extend: '延长',
  shorten: '缩短',
  set: '设置',
  advance: '提前',
  postpone: '推迟',
  suspend: '暂停',
  resume: '恢复',
  revoke: '撤销',
  reopen: '定向开放',
};

/** What each of them does, where it is chosen. */
export const ACTION_HINTS: Record<WindowAction, string> = {
  extend: '截止时间改为更晚',
  shorten: '截止时间改为更早；不填即同意时立即截止',
  set: '重新填写全部开放时间',
  advance: '比现在更早开始',
  postpone: '比现在更晚开始',
  suspend: '从某一时刻起不再接受，以后可以恢复',
  resume: '接着开放暂停时剩下的时间',
  revoke: '取消自己的设置，改按上级',
  reopen: '只对名单上的考生开放',
};

export const CHANGE_STATES: Record<WindowChangeStatus, string> = {
  proposed: '等待复核',
  agreed: '已生效',
  declined: '未同意',
  withdrawn: '已撤回',
};

export const TAKES = {
  intervals: (action: WindowAction) => ['set', 'advance', 'postpone', 'reopen'].includes(action),
  at: (action: WindowAction) => ['suspend', 'resume'].includes(action),
  closes: (action: WindowAction) => ['extend', 'shorten', 'resume'].includes(action),
};

const BEIJING = 8 * 3_600_000;

/** The input shows and takes Beijing's wall clock, wherever the browser is. */
export function wallClock(time: string): string {
  return new Date(Date.parse(time) + BEIJING).toISOString().slice(0, 16);
}

export function instant(wall: string): string {
  return `${wall.slice(0, 16)}:00+08:00`;
}

/** What the form says, as it is sent. */
export interface ChangeForm {
  action: WindowAction;
  whom: 'organisations' | 'candidates';
  organisations: string[];
  serials: string;
  narrower: boolean;
  intervals: { opens: string; closes: string }[];
  at: string;
  closes: string;
  reason: string;
  confirmed: string[];
}

export function asChange(name: string, form: ChangeForm): Required<NewWindowChange> {
  const { action, whom } = form;
  const wanted = (wall: string, taken: boolean) => (taken && wall ? instant(wall) : null);
  const complete = form.intervals.filter((interval) => interval.opens && interval.closes);
  return {
    name,
    action,
    organisations: whom === 'organisations' ? form.organisations : [],
    candidates: whom === 'candidates' ? serialsOf(form.serials) : [],
    narrower: whom === 'organisations' && form.narrower,
    intervals: TAKES.intervals(action)
      ? complete.map(({ opens, closes }) => ({ opens: instant(opens), closes: instant(closes) }))
      : [],
    at: wanted(form.at, TAKES.at(action)),
    closes: wanted(form.closes, TAKES.closes(action)),
    reason: form.reason.trim(),
    confirmed: form.confirmed,
  };
}

/** 报名流水号 as people paste them. */
export function serialsOf(text: string): string[] {
  return [...new Set(text.split(/[^0-9]+/).filter(Boolean))];
}

type Scope = { code: string; label: string };

/** Where one may change something: oneself, and what is right below; of a province also what is below its cities. */
export async function scopesOf(
  own: StaffIdentity,
  below: (parent: string) => Promise<Organisation[]>,
): Promise<Scope[]> {
  const scopes = [
    { code: own.organisation, label: own.kind === 'province' ? '全省' : own.organisation_name },
  ];
  // 报名点 are too many.
  if (own.kind !== 'province' && own.kind !== 'city') return scopes;
  const children = await below(own.organisation);
  const nested = await Promise.all(
    children.map(({ code, kind }) => (kind === 'city' ? below(code) : [])),
  );
  children.forEach(({ code, name }, index) => {
    scopes.push({ code, label: name });
    const parts = nested[index] ?? [];
    scopes.push(...parts.map((part) => ({ code: part.code, label: `${name} ${part.name}` })));
  });
  return scopes;
}

export function whose(row: WindowRow): string {
  return row.kind === 'province' ? '全省' : row.organisation_name;
}

export function spoken({ opens, closes }: Interval): string {
  return `${fullTime(opens)} 至 ${fullTime(closes)}`;
}

export type Phase = 'before' | 'open' | 'suspended' | 'after';

export const PHASES: Record<Phase, string> = {
  before: '未开始',
  open: '开放中',
  suspended: '已暂停',
  after: '已结束',
};

export function phaseOf(row: Pick<WindowRow, 'action' | 'intervals'>, now: number): Phase {
  const inside = ({ opens, closes }: Interval) =>
    Date.parse(opens) <= now && now < Date.parse(closes);
  if (row.intervals.some(inside)) return 'open';
  if (row.action === 'suspend') return 'suspended';
  return row.intervals.some(({ opens }) => now < Date.parse(opens)) ? 'before' : 'after';
}

/** The windows of an exam, each with the settings of its parts. */
export function byWindow(rows: WindowRow[]): { name: string; title: string; rows: WindowRow[] }[] {
  const names = [...new Set(rows.map((row) => row.name))];
  return names.map((name) => {
    const own = rows.filter((row) => row.name === name);
    own.sort((one, other) => depthOf(one.kind) - depthOf(other.kind));
    return { name, title: own[0]?.title ?? name, rows: own };
  });
}

/** One line of time for all of them: from the first start to the last end, and today in it. */
export interface Scale {
  from: number;
  to: number;
  months: { at: number; label: string }[];
}

const DAY = 86_400_000;

export function scaleOf(rows: WindowRow[], now: number): Scale {
  const all = rows.flatMap((row) => row.intervals);
  const from = Math.min(now, ...all.map(({ opens }) => Date.parse(opens)));
  const to = Math.max(now, ...all.map(({ closes }) => Date.parse(closes)));
  const margin = Math.max((to - from) * 0.02, DAY / 2);
  const scale = { from: from - margin, to: to + margin, months: [] as Scale['months'] };
  const days = (scale.to - scale.from) / DAY;
  // About ten marks, at midnights in Beijing.
  const step = Math.max(1, Math.ceil(days / 10));
  const first = Math.ceil((scale.from + BEIJING) / DAY) * DAY - BEIJING;
  for (let at = first; at < scale.to; at += step * DAY) {
    const date = new Date(at + BEIJING);
    scale.months.push({ at, label: `${date.getUTCMonth() + 1}-${date.getUTCDate()}` });
  }
  return scale;
}

/** Where an instant stands on it, in per cent. */
export function place(scale: Scale, at: number): number {
  return ((at - scale.from) / (scale.to - scale.from)) * 100;
}
