import { expect, test } from 'vitest';
import {
  alarmTurn,
  byTurn,
  dayName,
  daysBetween,
  outcome,
  readStatement,
  situation,
  story,
  sums,
  turnOf,
  unsuitable,
  yesterday,
} from './reconciliation';
import type { Alarm, Difference } from '@/common/schema';

function difference(more: Partial<Difference> = {}): Difference {
  return {
    id: 1,
    provider: 'wechat',
    date: '2027-03-01',
    entry: 'payment',
    kind: 'missing_here',
    number: 'A1',
    transaction_id: '42',
    theirs: 4000,
    ours: null,
    found_at: '2027-03-02T10:00:00+08:00',
    status: 'open',
    action: null,
    reason: null,
    proposal: null,
    proposed_by: null,
    mine: false,
    resolved_by: null,
    resolved_at: null,
    settleable: true,
    contested: false,
    may_agree: false,
    declined_by: null,
    declined_reason: null,
    ...more,
  };
}

test('a file is UTF-8, or else GB 18030', () => {
  const ours = readStatement('a.csv', new TextEncoder().encode('\ufeff交易时间\r\n1\r\n\r\n'));
  expect(ours).toEqual({
    name: 'a.csv',
    text: '交易时间\r\n1\r\n\r\n',
    encoding: 'UTF-8',
    lines: 2,
  });
  const theirs = readStatement('b.csv', new Uint8Array([0xc5, 0xfa, 0xb4, 0xce, 0x0a]));
  expect(theirs).toMatchObject({ text: '批次\n', encoding: 'GB 18030', lines: 1 });
});

test('an archive has to be unpacked first', () => {
  expect(readStatement('a.zip', new Uint8Array([0x50, 0x4b, 3, 4]))).toBeNull();
  expect(readStatement('a.csv.gz', new Uint8Array([0x1f, 0x8b, 8, 0]))).toBeNull();
});

test('the newest closed day is Beijing’s, wherever the browser is', () => {
  expect(yesterday(Date.parse('2027-03-01T15:59:59Z'))).toBe('2027-02-28');
  expect(yesterday(Date.parse('2027-03-01T16:00:00Z'))).toBe('2027-03-01');
  expect(dayName('2027-03-01')).toBe('2027年3月1日');
});

test('a difference in words', () => {
  expect(situation(difference())).toBe('收款：支付机构有、我们没有');
  expect(situation(difference({ entry: 'refund', kind: 'missing_there' }))).toBe(
    '退款：我们有、支付机构没有',
  );
  expect(situation(difference({ kind: 'amount' }))).toBe('收款：金额不一致');
  expect(sums(difference())).toBe('账单 40.00 元');
  expect(sums(difference({ ours: 4100 }))).toBe('账单 40.00 元，我们 41.00 元');
  expect(story(difference())).toBe('');
  const settling = { action: 'settle', reason: '回单已核', proposed_by: '张三' } as const;
  expect(story(difference({ status: 'proposed', ...settling }))).toBe(
    '张三 提出按账单补记收款：回单已核',
  );
  expect(story(difference({ status: 'resolved', ...settling, resolved_by: '李四' }))).toBe(
    '按账单补记收款：回单已核（张三 提出，李四 同意）',
  );
  const explained = { action: 'explain', reason: '测试交易', resolved_by: '李四' } as const;
  expect(story(difference({ status: 'resolved', ...explained }))).toBe(
    '写明原因：测试交易（李四 办理）',
  );
});

test('who may not agree waits', () => {
  expect(turnOf(difference())).toBe('handle');
  expect(turnOf(difference({ status: 'proposed', may_agree: false }))).toBe('wait');
  expect(turnOf(difference({ status: 'proposed', may_agree: true }))).toBe('decide');
  expect(turnOf(difference({ status: 'resolved' }))).toBe('done');

  const alarm = { resolved_at: null, proposed_by: null, may_agree: false } as Alarm;
  expect(alarmTurn(alarm)).toBe('handle');
  expect(alarmTurn({ ...alarm, proposed_by: '张三', may_agree: false })).toBe('wait');
  expect(alarmTurn({ ...alarm, proposed_by: '张三', may_agree: true })).toBe('decide');
  const resolved_at = '2027-03-02T10:00:00+08:00';
  expect(alarmTurn({ ...alarm, proposed_by: '张三', resolved_at })).toBe('done');
  expect(outcome({ ...alarm, resolution: '已核' })).toBe('已核');
  expect(outcome({ ...alarm, resolution: '已核', proposed_by: '张三', decided_by: '李四' })).toBe(
    '退回付款人：已核（张三 提出，李四 同意）',
  );
});

test('what is open comes first', () => {
  const list = [1, 2, 3].map((id) => difference({ id, status: id === 2 ? 'resolved' : 'open' }));
  const { open, done } = byTurn(list);
  expect([open.map(({ id }) => id), done.map(({ id }) => id)]).toEqual([[1, 3], [2]]);
});

test('every day is there, also at the end of a month', () => {
  expect(daysBetween('2027-02-27', '2027-03-02')).toEqual([
    '2027-02-27',
    '2027-02-28',
    '2027-03-01',
    '2027-03-02',
  ]);
  expect(daysBetween('2027-03-02', '2027-03-01')).toEqual([]);
});

test('an empty file, and one of another provider, are none to send', () => {
  const said = (text: string, provider: 'wechat' | 'alipay' | 'unionpay' = 'wechat') => {
    const file = readStatement('a.csv', new TextEncoder().encode(text));
    return file && unsuitable(file, provider);
  };
  const [wechat, alipay, unionpay] = [
    '\ufeff交易时间,公众账号ID,商户号\n',
    '#支付宝业务明细查询\r\n',
    'S22 00012345678 00012345678 123456 0301100000 \n',
  ];
  expect(said('')).toBe('这是空文件，请重新选择。');
  expect(said(' \n')).toBe('这是空文件，请重新选择。');
  expect(said(wechat, 'alipay')).toMatch(/^这是微信支付的对账单/);
  expect(said(alipay)).toMatch(/^这是支付宝的对账单/);
  expect(said(unionpay)).toMatch(/^这是.*银联.*的对账单/);
  expect([said(wechat), said(alipay, 'alipay'), said(unionpay, 'unionpay')]).toEqual(['', '', '']);
});
