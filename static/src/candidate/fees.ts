import type { Fee, Unlocks, Window } from '../common/schema';
import { phaseOf, serverNow } from '../common/clock';
import { shortTime } from '../common/format';

export const REGISTRATION = 'registration';

/** What stays closed until a fee is paid, and where to go on once it is. */
export const UNLOCKS: Record<Unlocks, { need: string; next?: { to: string; text: string } }> = {
  identity: {
    need: '缴费后才能继续报名',
    next: { to: '/identity', text: '下一步：实人认证' },
  },
  ticket: { need: '缴费后才能打印准考证' },
  specialty_ticket: { need: '缴费后才能打印专业考试证' },
  volunteer: {
    need: '缴费后才能填报志愿',
    next: { to: '/volunteer', text: '下一步：填报志愿' },
  },
};

export interface FeeState {
  /** It can be paid (or chosen) now. */
  open: boolean;
  text: string;
  mark: string;
  note: string;
}

/** Where a window stands, in words; `doing` is what it is for: 缴费, 选择. */
export function windowState(window: Window | null, doing: string, now = serverNow()): FeeState {
  const [opens, closes] = window ? [shortTime(window.opens), shortTime(window.closes)] : ['', ''];
  switch (phaseOf(window, now)) {
    case 'open':
      return { open: true, text: `待${doing}`, mark: 'state-now', note: `${closes} 截止` };
    case 'suspended':
      return { open: false, text: '已暂停', mark: '', note: window?.note ?? '请等候通知' };
    case 'after':
      return { open: false, text: '已截止', mark: '', note: `${closes} 已截止` };
    case 'before':
      return { open: false, text: '未开始', mark: '', note: `${opens} 开始${doing}` };
    default:
      return { open: false, text: '未开始', mark: '', note: `${doing}时间还没有公布` };
  }
}

export function feeState(fee: Fee, now = serverNow()): FeeState {
  if (fee.status === 'due') return windowState(fee.window, '缴费', now);
  if (fee.status === 'dropped') {
    return { open: false, text: '已取消', mark: '', note: '不用缴了，已付的按原支付方式退回' };
  }
  const note = fee.paid_at ? `${shortTime(fee.paid_at)} 缴费` : '';
  return { open: false, text: '已缴费', mark: 'state-good', note };
}
