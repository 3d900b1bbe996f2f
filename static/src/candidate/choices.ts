import type { Choice, Group, GroupDetail, Line, NamedChoice, Score } from '../common/schema';
import { bandsOf } from './bands';

/** The list as the server wants it. */
export function toInput(choices: readonly NamedChoice[]): Choice[] {
  return choices.map((choice) => ({
    group: choice.group,
    majors: choice.majors.map((major) => major.code),
    accept_adjustment: choice.accept_adjustment,
  }));
}

/** A choice as the list shows it, from the plan of its group. */
export function choiceOf(
  group: GroupDetail,
  majors: readonly string[],
  adjust: boolean,
): NamedChoice {
  const name = (code: string) => group.majors.find((major) => major.code === code)?.name ?? code;
  return {
    group: group.id,
    college: group.college,
    college_name: group.college_name,
    college_city: group.college_city,
    code: group.code,
    name: group.name,
    plan_type_name: group.plan_type_name,
    requirement_text: group.requirement.text,
    majors: majors.map((code) => ({ code, name: name(code) })),
    accept_adjustment: adjust,
    last_line: group.last_line,
  };
}

/** Moves one element; positions count from 0 and are held inside the list. */
export function moved<T>(list: readonly T[], from: number, to: number): T[] {
  const next = [...list];
  const [element] = next.splice(from, 1);
  if (element === undefined) return next;
  next.splice(Math.max(0, Math.min(to, next.length)), 0, element);
  return next;
}

export interface Warning {
  /** Of the choice. */
  index: number;
  code: string;
  message: string;
}

/**
 * What a candidate should look at again. Never a reason to refuse: the list is theirs.
 * The subjects are checked by the server, which alone knows the whole requirement.
 */
export function warningsOf(
  choices: readonly NamedChoice[],
  score: Score | null = null,
  adjusts = true,
): Warning[] {
  const warnings: Warning[] = [];
  const inversions = inversionsOf(choices);
  choices.forEach((choice, index) => {
    const first = choices.findIndex((other) => other.group === choice.group);
    if (first < index) {
      warnings.push({
        index,
        code: 'duplicate',
        message: `与第 ${first + 1} 志愿是同一个院校专业组，请删去一个。`,
      });
    }
    if (choice.majors.length === 0) {
      warnings.push({ index, code: 'no_majors', message: '还没有选择专业。' });
    }
    if (adjusts && !choice.accept_adjustment) {
      warnings.push({
        index,
        code: 'no_adjustment',
        message: '未选“服从调剂”：投档后所填专业都录满时会被退档。',
      });
    }
    const inversion = inversions.get(index);
    if (inversion) warnings.push({ index, code: 'order_inversion', message: inversion });
    const similar = choices.slice(0, index).findIndex((other) => similarCollege(other, choice));
    if (similar >= 0) {
      warnings.push({
        index,
        code: 'similar_code',
        message: `院校代号和名称都与第 ${similar + 1} 志愿相近，请核对是不是您要报的院校。`,
      });
    }
  });
  const above = score && allAbove(choices, score);
  return above ? [...warnings, above] : warnings;
}

/** A list without a choice that last year's lines leave in reach; said of the last one, which should be the safe one. */
function allAbove(choices: readonly NamedChoice[], score: Score): Warning | null {
  const { reach } = bandsOf(score, 'rank');
  const known = choices.flatMap(({ last_line }, index) =>
    last_line ? [{ index, rank: last_line.rank }] : [],
  );
  const last = known.at(-1);
  if (!last || known.some(({ rank }) => rank >= reach.min)) return null;
  return {
    index: last.index,
    code: 'all_above',
    message: `连同这一个，所有志愿上年的投档线都远高于您的成绩（${score.total} 分，位次 ${score.rank.toLocaleString('zh-CN')}），可能一个也投不到。请加几个够得着的。`,
  };
}

/**
 * Choices out of order by last year's lines. A list is searched from the top and only one choice is
 * tried, so a low line above a high one hides the high one. Named are the fewest choices whose
 * moving would put the list in order: all but a longest run of falling lines.
 */
function inversionsOf(choices: readonly NamedChoice[]): Map<number, string> {
  const known = choices.flatMap((choice, index) =>
    choice.last_line ? [{ index, line: choice.last_line.line }] : [],
  );
  const length: number[] = [];
  const before: number[] = [];
  known.forEach(({ line }, i) => {
    length[i] = 1;
    before[i] = -1;
    for (let j = 0; j < i; j += 1) {
      if ((known[j]?.line ?? 0) >= line && (length[j] ?? 0) >= (length[i] ?? 0)) {
        length[i] = (length[j] ?? 0) + 1;
        before[i] = j;
      }
    }
  });
  const inOrder = new Set<number>();
  for (let i = length.indexOf(Math.max(...length)); i >= 0; i = before[i] ?? -1) inOrder.add(i);

  const messages = new Map<number, string>();
  known.forEach(({ index, line }, i) => {
    if (inOrder.has(i)) return;
    const higher = known.slice(i + 1).filter((other) => other.line > line);
    const lower = known.slice(0, i).find((other) => other.line < line);
    messages.set(
      index,
      lower
        ? `上年投档线 ${line} 高于排在前面的第 ${lower.index + 1} 志愿（${lower.line}），排在这里很难投到。`
        : `上年投档线 ${line} 低于排在后面的 ${higher.length} 个志愿。够这里的线就先投到这里，后面的不再检索。`,
    );
  });
  return messages;
}

/**
 * Another college whose code and name are both almost the same: 2459 and 2489 were once confused.
 * A code alone says nothing, neighbours in the list of colleges differ in one digit by nature.
 */
function similarCollege(one: NamedChoice, other: NamedChoice): boolean {
  if (one.college === other.college) return false;
  const [short, long] = [one.college_name, other.college_name].sort((a, b) => a.length - b.length);
  const alike =
    long?.startsWith(short ?? '') || changedPlaces(one.college_name, other.college_name) === 1;
  return Boolean(alike) && changedPlaces(one.college, other.college) === 1;
}

/** In how many places two texts of one length differ. */
function changedPlaces(one: string, other: string): number {
  if (one.length !== other.length) return Number.POSITIVE_INFINITY;
  return [...one].filter((character, place) => character !== other[place]).length;
}

/** Without these put right, the list can't be submitted; everything else is a matter of opinion. */
const MUST = new Set(['duplicate', 'no_majors']);

export function mustBeMended(warning: Warning): boolean {
  return MUST.has(warning.code);
}

/** What is different in a choice that both lists hold, in words: from the right one to the left one. */
export function changesOf(left: NamedChoice, right: NamedChoice): string[] {
  const names = (list: NamedChoice['majors']) => list.map((major) => major.name).join('、');
  const has = (list: NamedChoice['majors'], code: string) =>
    list.some((major) => major.code === code);
  const added = left.majors.filter(({ code }) => !has(right.majors, code));
  const removed = right.majors.filter(({ code }) => !has(left.majors, code));
  const order = (one: NamedChoice, other: NamedChoice) =>
    one.majors.filter(({ code }) => has(other.majors, code)).map(({ code }) => code);
  const changes: string[] = [];
  if (added.length) changes.push(`加了专业：${names(added)}`);
  if (removed.length) changes.push(`去掉专业：${names(removed)}`);
  if (order(left, right).join() !== order(right, left).join()) {
    changes.push(`专业顺序改为：${names(left.majors)}`);
  }
  if (left.accept_adjustment !== right.accept_adjustment) {
    changes.push(left.accept_adjustment ? '改为服从调剂' : '改为不服从调剂');
  }
  return changes;
}

export type Change = 'same' | 'added' | 'removed' | 'moved' | 'changed';

export interface Difference {
  group: number;
  change: Change;
  left: NamedChoice | null;
  leftAt: number | null;
  right: NamedChoice | null;
  rightAt: number | null;
}

/**
 * Two lists, group by group, in the order of the left one; what only the right one has comes last.
 * "moved" is judged among the groups both lists hold, so that one insertion at the top does not
 * report everything below it as moved.
 */
export function differences(
  left: readonly NamedChoice[],
  right: readonly NamedChoice[],
): Difference[] {
  const common = (list: readonly NamedChoice[], other: readonly NamedChoice[]) =>
    list.filter((choice) => other.some((o) => o.group === choice.group)).map((c) => c.group);
  const leftOrder = common(left, right);
  const rightOrder = common(right, left);

  const rows: Difference[] = left.map((choice, leftAt) => {
    const rightAt = right.findIndex((other) => other.group === choice.group);
    const match = right[rightAt];
    if (!match) {
      return {
        group: choice.group,
        change: 'added',
        left: choice,
        leftAt,
        right: null,
        rightAt: null,
      };
    }
    const change: Change = !sameContent(choice, match)
      ? 'changed'
      : leftOrder.indexOf(choice.group) !== rightOrder.indexOf(choice.group)
        ? 'moved'
        : 'same';
    return { group: choice.group, change, left: choice, leftAt, right: match, rightAt };
  });
  right.forEach((choice, rightAt) => {
    if (left.some((other) => other.group === choice.group)) return;
    rows.push({
      group: choice.group,
      change: 'removed',
      left: null,
      leftAt: null,
      right: choice,
      rightAt,
    });
  });
  return rows;
}

export function sameList(left: readonly Choice[], right: readonly Choice[]): boolean {
  return JSON.stringify(left) === JSON.stringify(right);
}

function sameContent(one: NamedChoice, other: NamedChoice): boolean {
  return sameList(toInput([one]), toInput([other]));
}

/** My score beside last year's line: 「您高 3 分，位次靠前 1,200」. No forecast: plans and papers change. */
export function besideLine(line: Line | null, score: Score | null): string {
  if (!line || !score) return '';
  const [points, places] = [score.total - line.line, line.rank - score.rank];
  const higher = points === 0 ? '同分' : `${points > 0 ? '高' : '低'} ${Math.abs(points)} 分`;
  const ahead =
    places === 0
      ? '位次相同'
      : `位次${places > 0 ? '靠前' : '靠后'} ${Math.abs(places).toLocaleString('zh-CN')}`;
  return `您比它${higher}，${ahead}`.replace('比它同分', '与它同分');
}

/** 「5,500–6,500」, of its majors. */
export function tuitionOf(group: Pick<Group, 'tuition'>): string {
  const { least, most } = group.tuition ?? { least: 0, most: 0 };
  return [...new Set([least, most])].map((yuan) => yuan.toLocaleString('zh-CN')).join('–');
}

/** 「10532 湖南大学 第103组」 */
export function choiceTitle(
  choice: Pick<NamedChoice, 'college' | 'college_name' | 'name'>,
): string {
  return `${choice.college} ${choice.college_name} ${choice.name}`;
}
