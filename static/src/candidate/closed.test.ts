import { expect, test } from 'vitest';
import type { BatchView } from '../common/schema';
import { whyClosed } from './closed';

const window = {
  opens: '2027-06-25T08:00:00+08:00',
  closes: '2027-06-30T17:00:00+08:00',
  suspended: false,
  note: null,
};
const batch = (more: object) =>
  ({
    eligible: true,
    now: '2027-06-30T17:00:01+08:00',
    submission: null,
    window,
    ...more,
  }) as unknown as BatchView;

test('after the end one thing is said: what counts, or that nothing does', () => {
  expect(whyClosed(batch({}))).toEqual({
    title: '填报已于 6月30日 17:00 截止，您没有提交正式志愿',
    text: '草稿无效。',
  });
  const submission = { submitted_at: '2027-06-28T10:00:00+08:00', version: 2 };
  expect(whyClosed(batch({ submission }))).toEqual({
    title: '填报已于 6月30日 17:00 截止，正式志愿已锁定',
    text: '有效的是 2027年6月28日 10:00:00 提交的正式志愿（第 2 版）。',
  });
});

test('a pause, the time before and who may not fill it are told apart', () => {
  const paused = { ...window, suspended: true, note: '全省已暂停：停电' };
  expect(whyClosed(batch({ window: paused }))).toEqual({
    title: '填报已暂停（全省已暂停：停电），恢复后继续',
    text: '草稿还在。',
  });
  expect(whyClosed(batch({ now: '2027-06-24T08:00:00+08:00' })).title).toBe('填报还没有开始');
  const ineligible = batch({ eligible: false, ineligible_reason: '未达到分数线' });
  expect(whyClosed(ineligible).text).toBe('未达到分数线');
});
