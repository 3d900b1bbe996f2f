import { rangeSize, suggestSegment, type Range } from './segments';

/** One line of a list of points: its name, and how many are expected. */
export interface Planned {
  line: number;
  name: string;
  size: number;
  range: Range | null;
  fault: string;
}

/** What becomes of the lines: each takes the first free numbers that are left. */
export function planPoints(text: string, free: Range[], taken: string[]): Planned[] {
  let left = [...free];
  const names = new Set(taken);
  const plans: Planned[] = [];
  for (const [index, raw] of text.split(/\r?\n/).entries()) {
    const line = raw.normalize('NFKC').trim();
    if (!line) continue;
    const [, name = '', digits = ''] = /^(.*?)[\s,;]*(\d*)\s*人?$/.exec(line) ?? [];
    const size = Number(digits);
    const range = size ? suggestSegment(left, size) : null;
    const fault = faultOf(name, size, range, names);
    if (!fault) {
      names.add(name);
      if (range) left = without(left, range);
    }
    plans.push({ line: index + 1, name, size, range: fault ? null : range, fault });
  }
  return plans;
}

function faultOf(name: string, size: number, range: Range | null, names: Set<string>): string {
  if (name.length < 2 || name.length > 40) return '名称应为 2–40 个字';
  if (names.has(name)) return '已有同名的报名点';
  if (size && !range) return '没有这么长的连续空号';
  return '';
}

function without(free: Range[], taken: Range): Range[] {
  return free.flatMap((range) => {
    if (range.first > taken.last || range.last < taken.first) return [range];
    const rest = { first: String(Number(taken.last) + 1).padStart(8, '0'), last: range.last };
    return rangeSize(rest) > 0 ? [rest] : [];
  });
}
