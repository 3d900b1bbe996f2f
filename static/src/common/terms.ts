import type { Second, Stage, Track } from './schema';

export const SUBJECT_NAMES: Record<Track | Second, string> = {
  physics: '物理',
  history: '历史',
  chemistry: '化学',
  biology: '生物',
  politics: '思想政治',
  geography: '地理',
};

export const TRACK_NAMES: Record<Track, string> = { physics: '物理类', history: '历史类' };

export const STAGE_NAMES: Record<Stage, string> = {
  numbered: '已编号, 待缴费',
  paid: '已缴费, 待实人认证',
  verified: '已认证, 待设置密码',
  active: '待填写报名信息',
  filled: '报名信息已提交保存',
};
