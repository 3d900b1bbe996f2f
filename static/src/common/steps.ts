import type { ExamStep } from './schema';

export type StepState = ExamStep['state'];

/** 办理进度: how a step stands. The server decides it; pages only draw it. */
export const STEP_STATES: Record<StepState, string> = {
  not_yet: '未开始',
  ready: '可办理',
  underway: '办理中',
  done: '已完成',
  closed: '已截止',
  not_needed: '不需要',
};
