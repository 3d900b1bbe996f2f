import { expect, test } from 'vitest';
import type { Fee, Order } from '../common/schema';
import { closedElsewhere, closedText, feeState, windowState } from './fees';
import { Problem } from '../common/problem';
import { opensHere, orAnother, payLabel, tokenOf } from './providers';

const WINDOW = {
  name: 'ticket',
  title: '缴费',
  opens: '2027-03-01T09:00:00+08:00',
  closes: '2027-03-10T17:00:00+08:00',
  open: false,
  suspended: false,
  note: null,
};
const BEFORE = Date.parse('2027-02-01T00:00:00+08:00');
const OPEN = Date.parse('2027-03-02T00:00:00+08:00');
const AFTER = Date.parse('2027-04-01T00:00:00+08:00');

function fee(more: Partial<Fee> = {}): Fee {
  return {
    item: 'subjects',
    name: '考试费',
    amount: 16_800,
    detail: '',
    status: 'due',
    paid_at: null,
    notice: '',
    unlocks: 'ticket',
    chosen: false,
    window: WINDOW,
    order: null,
    refunds: [],
    ...more,
  };
}

test('a fee that was dropped, whose money goes back, is neither owed nor paid', () => {
  const dropped = fee({ status: 'dropped', paid_at: '2027-03-02T10:00:00+08:00' });
  expect(feeState(dropped, OPEN)).toMatchObject({ open: false, text: '已取消' });
});

test('a fee can be paid in its window only', () => {
  const texts = [BEFORE, OPEN, AFTER].map((now) => feeState(fee(), now));
  expect(texts.map(({ open, text, note }) => [open, text, note])).toEqual([
    [false, '未开始', '3月1日 09:00 开始缴费'],
    [true, '待缴费', '3月10日 17:00 截止'],
    [false, '已截止', '3月10日 17:00 已截止'],
  ]);
  expect(feeState(fee({ window: null }), OPEN)).toMatchObject({
    open: false,
    note: '缴费时间还没有公布',
  });
  const paid = fee({ status: 'paid', paid_at: '2027-03-02T10:00:00+08:00' });
  expect(feeState(paid, OPEN)).toMatchObject({ text: '已缴费', note: '3月2日 10:00 缴费' });
  expect(windowState(WINDOW, '选择', OPEN).text).toBe('待选择');
});

test('what is suspended can be paid by nobody, and says why', () => {
  const window = { ...WINDOW, suspended: true, note: '全省已暂停：系统维护' };
  expect(windowState(window, '缴费', OPEN)).toMatchObject({
    open: false,
    text: '已暂停',
    note: '全省已暂停：系统维护',
  });
});

test('inside WeChat only UnionPay opens', () => {
  const chat = 'Mozilla/5.0 (iPhone) MicroMessenger/8.0';
  expect(opensHere('wechat', chat)).toBe(false);
  expect(opensHere('alipay', chat)).toBe(false);
  expect(opensHere('unionpay', chat)).toBe(true);
  expect(opensHere('wechat', 'Mozilla/5.0 (iPhone) Safari/604.1')).toBe(true);
  expect(payLabel('unionpay')).toBe('去银联支付');
  expect(tokenOf('/pay/a1b2')).toBe('a1b2');
});

test('while a relative pays another way nobody is told to pay again', () => {
  const order = {
    order_no: '1',
    status: 'closed',
    channel: 'qr',
    may_still_be_paid: false,
    expires_at: '2027-03-02T00:10:00+08:00',
  } as Order;
  const text = (here: string, now: number) => closedText(order, closedElsewhere(order, here, now));
  expect(text('', OPEN)).toMatch(/家人.*正在付款/);
  expect(text('', OPEN)).not.toContain('重新支付');
  expect(text('1', OPEN)).toContain('没有扣款。可以重新支付');
  expect(text('', AFTER)).toContain('没有扣款。可以重新支付');
  expect(closedElsewhere({ ...order, status: 'paid' }, '', OPEN)).toBe(false);
});

test('a provider that does not answer keeps nobody from paying by another', () => {
  const down = new Problem(502, { code: 'provider_unavailable', title: '外部服务暂时没有回应' });
  expect(orAnother(down, 'alipay')?.title).toBe('支付宝暂时没有回应');
  expect(orAnother(down, 'alipay')?.sentence).toContain('可以换微信支付或银联云闪付');
  const lost = Problem.networkLost();
  expect([orAnother(lost, 'alipay'), orAnother(null, 'alipay')]).toEqual([lost, null]);
});
