import { expect, test } from 'vitest';
import type { Candidate, Fee, Order, VolunteerOverview } from '../common/schema';
import { closedElsewhere, closedText, feeState, feeTask, windowState } from './fees';
import { opensHere, payLabel, tokenOf } from './providers';
import { nextTask, tasksOf, urgentTasks } from './tasks';

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
  expect(feeTask(dropped, OPEN)).toBeNull();
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

test('what can be paid now, or was, is a task of its own, except 报名费', () => {
  expect(feeTask(fee(), OPEN)).toMatchObject({
    status: '待缴费',
    note: '168.00 元，3月10日 17:00 截止',
    to: '/payment/subjects',
    explanation: '缴费后才能打印准考证。',
  });
  expect(feeTask(fee(), BEFORE)).toBeNull();
  expect(feeTask(fee({ item: 'registration' }), OPEN)).toBeNull();
  const paid = fee({ status: 'paid', paid_at: '2027-03-02T10:00:00+08:00' });
  expect(feeTask(paid, AFTER)).toMatchObject({
    state: 'done',
    status: '已缴费',
    note: '168.00 元，3月2日 10:00 缴费',
  });
});

test('报名费 comes first, and without a detour', () => {
  const closes = new Date(Date.now() + 86_400_000).toISOString();
  const other = fee({ window: { ...WINDOW, opens: '2020-01-01T00:00:00+08:00', closes } });
  const me = { stage: 'numbered', paid: false } as Candidate;
  const registration = fee({ item: 'registration' });
  const next = (fees: Fee[], stage = me) => nextTask(tasksOf(stage, null, [], fees))?.to;
  expect(next([registration])).toBe('/payment');
  expect(next([registration, other])).toBe('/payment/registration');
  expect(next([other], { ...me, stage: 'filled', paid: true, form_complete: false })).toBe(
    '/registration',
  );
  expect(next([other], { ...me, stage: 'filled', paid: true, form_complete: true })).toBe(
    '/payment/subjects',
  );
});

test('an unsubmitted draft comes before a fee that is due', () => {
  const at = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString();
  const window = (closes: string) => ({ ...WINDOW, opens: at(-1), closes, open: true });
  const me = { stage: 'filled', paid: true, form_complete: true } as Candidate;
  const volunteer = (draft_version: number) =>
    ({
      score: null,
      batches: [
        {
          batch: 'undergraduate',
          name: '本科批',
          eligible: true,
          window: window(at(3)),
          draft_version,
          submission_version: 0,
        },
      ],
    }) as unknown as VolunteerOverview;
  const urgent = (draft: number, closes: string) =>
    urgentTasks(tasksOf(me, volunteer(draft), [], [fee({ window: window(closes) })])).map(
      (task) => task.to,
    );
  const [fees, list] = ['/payment/subjects', '/volunteer/undergraduate'];
  expect(urgent(4, at(1))).toEqual([list, fees]);
  // Nothing at stake yet: the nearer end first.
  expect(urgent(0, at(1))).toEqual([fees, list]);
  expect(urgent(0, at(5))).toEqual([list, fees]);
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
