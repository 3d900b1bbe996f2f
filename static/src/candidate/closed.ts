import type { BatchView } from '../common/schema';
import { phaseOf, type Phase } from '../common/clock';
import { fullTime, shortTime } from '../common/format';

/** Where a batch stood when the server said whether it can be filled. */
export function phaseThen(batch: Pick<BatchView, 'window' | 'now'>): Phase {
  return phaseOf(batch.window, Date.parse(batch.now));
}

/** 「填报已暂停（全省已暂停：停电），恢复后继续」 */
export function pauseText(window: { note: string | null } | null | undefined): string {
  return `填报已暂停${window?.note ? `（${window.note}）` : ''}，恢复后继续`;
}

/** Why nothing can be submitted, and what counts. */
export function whyClosed(batch: BatchView): { title: string; text: string } {
  const { submission, window } = batch;
  if (!batch.eligible) return { title: '不能填报本批次', text: batch.ineligible_reason ?? '' };
  switch (phaseThen(batch)) {
    case 'suspended':
      return { title: pauseText(window), text: '草稿还在。' };
    case 'after': {
      const title = `填报已于 ${shortTime(window?.closes ?? '')} 截止`;
      if (!submission) return { title: `${title}，您没有提交正式志愿`, text: '草稿无效。' };
      const text = `有效的是 ${fullTime(submission.submitted_at)} 提交的正式志愿（第 ${submission.version} 版）。`;
      return { title: `${title}，正式志愿已锁定`, text };
    }
    default:
      return { title: '填报还没有开始', text: '可以先查找、收藏院校专业组。' };
  }
}
