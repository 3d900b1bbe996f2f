/** 对账: the provider's file, what differs, and whose turn it is. */
import { dayOf, yuan } from '@/common/format';
import type { Alarm, Difference, Provider } from '@/common/schema';
import { PROVIDERS } from './labels';

export interface StatementFile {
  name: string;
  text: string;
  encoding: 'UTF-8' | 'GB 18030';
  lines: number;
}

/** What the server reads of a file, in bytes of UTF-8. */
const LARGEST = 8 * 1024 * 1024;

export function tooLarge(text: string): boolean {
  return text.length > LARGEST || new Blob([text]).size > LARGEST;
}

export const TOO_LARGE =
  '文件超过 8 MB，不能在网页上导入，请在服务器上用 zhaokao import 命令导入。';

/** Alipay hands its file out in GB 18030; whatever is not UTF-8 is read as that. */
function decode(bytes: Uint8Array): Pick<StatementFile, 'text' | 'encoding'> {
  try {
    return { text: new TextDecoder('utf-8', { fatal: true }).decode(bytes), encoding: 'UTF-8' };
  } catch {
    return { text: new TextDecoder('gb18030').decode(bytes), encoding: 'GB 18030' };
  }
}

/** Null for an archive: Alipay hands its file out in a ZIP, and a workbook is one, too. */
export function readStatement(name: string, bytes: Uint8Array): StatementFile | null {
  const isZip = bytes[0] === 0x50 && bytes[1] === 0x4b;
  const isGzip = bytes[0] === 0x1f && bytes[1] === 0x8b;
  if (isZip || isGzip) return null;
  const file = decode(bytes);
  const lines = file.text.split('\n').filter((line) => line.trim() !== '').length;
  return { name, ...file, lines };
}

/** What only one provider's file begins with. */
const SIGNS: [Provider, RegExp][] = [
  ['wechat', /^\uFEFF?交易时间,公众账号ID/],
  ['alipay', /^\uFEFF?#支付宝/],
  ['unionpay', /^\w{3} [\d ]{11} [\d ]{11} \d{6} \d{10} /],
];

/** Why a file is none to send, told before it is sent; empty: it may be one. */
export function unsuitable(file: StatementFile, provider: Provider): string {
  if (file.lines === 0) return '这是空文件，请重新选择。';
  const whose = SIGNS.find(([, sign]) => sign.test(file.text))?.[0];
  return whose && whose !== provider
    ? `这是${PROVIDERS[whose]}的对账单，请核对支付机构和文件。`
    : '';
}

/** The newest day that a provider has closed, on Beijing's calendar: YYYY-MM-DD. */
export function yesterday(now: number): string {
  return new Date(now + (8 - 24) * 3_600_000).toISOString().slice(0, 10);
}

/** 2027-03-01 → 2027年3月1日 */
export function dayName(date: string): string {
  return dayOf(`${date}T00:00:00+08:00`);
}

/** Every day from one to another, both included: YYYY-MM-DD. */
export function daysBetween(first: string, last: string): string[] {
  const days: string[] = [];
  for (let at = Date.parse(first); at <= Date.parse(last) && days.length < 400; at += 86_400_000) {
    days.push(new Date(at).toISOString().slice(0, 10));
  }
  return days;
}

const ENTRIES: Record<Difference['entry'], string> = { payment: '收款', refund: '退款' };

const KINDS: Record<Difference['kind'], string> = {
  missing_here: '支付机构有、我们没有',
  missing_there: '我们有、支付机构没有',
  amount: '金额不一致',
  too_early: '账单上的时间早于订单，不能补记',
};

/** 「收款：支付机构有、我们没有」 */
export function situation(difference: Difference): string {
  return `${ENTRIES[difference.entry]}：${KINDS[difference.kind]}`;
}

/** 「账单 40.00 元，我们 41.00 元」; what is missing is not named. */
export function sums({ theirs, ours }: Difference): string {
  const sides = [
    { whose: '账单', fen: theirs },
    { whose: '我们', fen: ours },
  ];
  return sides
    .flatMap(({ whose, fen }) => (fen === null ? [] : [`${whose} ${yuan(fen)} 元`]))
    .join('，');
}

export const ACTIONS: Record<NonNullable<Difference['action']>, string> = {
  explain: '写明原因',
  settle: '按账单补记收款',
};

/** What was proposed, or how it ended, and by whom. */
export function story(difference: Difference): string {
  const { status, action, reason, proposed_by, resolved_by } = difference;
  if (status === 'open') return '';
  // Nobody had to do anything: another statement or the provider itself made it good.
  if (!action) return reason ?? '';
  const what = `${ACTIONS[action]}：${reason ?? ''}`;
  if (status === 'proposed') return `${proposed_by ?? ''} 提出${what}`;
  const together = action === 'settle' && proposed_by ? `${proposed_by} 提出，` : '';
  return `${what}（${together}${resolved_by ?? ''} ${action === 'settle' ? '同意' : '办理'}）`;
}

/** Money moves only when two agree: the server says who may decide, everybody else waits. */
export type Turn = 'handle' | 'wait' | 'decide' | 'done';

export function turnOf(difference: Difference): Turn {
  if (difference.status === 'open') return 'handle';
  if (difference.status === 'resolved') return 'done';
  return difference.may_agree ? 'decide' : 'wait';
}

/** Why the last proposal came back. */
export function refusal(row: {
  declined_by: string | null;
  declined_reason: string | null;
}): string {
  return row.declined_reason ? `${row.declined_by ?? ''} 不同意：${row.declined_reason}` : '';
}

export function alarmTurn(alarm: Alarm): Turn {
  if (alarm.resolved_at) return 'done';
  if (alarm.proposed_by === null) return 'handle';
  return alarm.may_agree ? 'decide' : 'wait';
}

/** How an alarm ended: only what went back has somebody who proposed it. */
export function outcome({ resolution, proposed_by, decided_by }: Alarm): string {
  if (proposed_by === null) return resolution ?? '';
  return `退回付款人：${resolution ?? ''}（${proposed_by} 提出，${decided_by ?? ''} 同意）`;
}

/** What still has to be worked off comes first. */
export function byTurn(differences: Difference[]): { open: Difference[]; done: Difference[] } {
  return {
    open: differences.filter((difference) => difference.status !== 'resolved'),
    done: differences.filter((difference) => difference.status === 'resolved'),
  };
}
