import type { Fee, Order, Unlocks, Window } from '../common/schema';
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

/** An attempt that was closed, and not by this page nor by its time: whoever pays for somebody took another way. */
export function closedElsewhere(order: Order, here: string, now = serverNow()): boolean {
  const own = order.order_no === here || Date.parse(order.expires_at) <= now;
  return order.status === 'closed' && !own;
}

/** What a closed attempt means for whoever wants to pay. */
export function closedText(order: Order, elsewhere: boolean): string {
  const what = order.channel === 'qr' ? '上一个二维码已关闭' : '上一次支付已关闭';
  if (elsewhere) {
    return `${what}，可能是家人换了支付方式正在付款。本页会自动更新，请先不要重复支付。`;
  }
  return order.may_still_be_paid
    ? `${what}。如果您已经付款，请先按“支付状态刷新”，不要重复支付；我们会继续向支付机构核实，多付的会退回。`
    : `${what}，没有扣款。可以重新支付。`;
}

export function feeState(fee: Fee, now = serverNow()): FeeState {
  if (fee.status === 'due') return windowState(fee.window, '缴费', now);
  if (fee.status === 'dropped') {
    return { open: false, text: '已取消', mark: '', note: '不用缴了，已付的按原支付方式退回' };
  }
  const note = fee.paid_at ? `${shortTime(fee.paid_at)} 缴费` : '';
  return { open: false, text: '已缴费', mark: 'state-good', note };
}
