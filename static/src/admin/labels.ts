import type { CaptureKind, Counters, HourlyName, Level, Stage } from './types';

/** The terms of the field, exactly as the notices write them. */

export const LEVELS: Record<Level, string> = {
  province: '省',
  city: '市州',
  county: '县市区',
  point: '报名点',
};

export const CHILD_LEVEL: Record<Level, string> = {
  province: '市州',
  city: '县市区',
  county: '报名点',
  point: '',
};

export const ROLES: Record<Level, string> = {
  province: '省级管理员',
  city: '市级管理员',
  county: '县级管理员',
  point: '报名点工作人员',
};

export const COUNTERS: Record<keyof Counters, string> = {
  registered: '已报名',
  paid: '已缴费',
  verified: '已实人认证',
  active: '已设密码',
  filled: '已填报',
  above_line: '上线',
  draft_only: '仅草稿',
  submitted: '已提交',
};

export const HOURLY_LABELS: Record<HourlyName, string> = {
  registered: '报名',
  paid: '缴费',
  verified: '实人认证',
  filled: '填报',
  submitted: '提交志愿',
};

export const STAGES: Record<Stage, string> = {
  numbered: '已绑定流水号',
  paid: '已缴费',
  verified: '已实人认证',
  active: '已设密码',
  filled: '已填报',
};

export const CAPTURES: Record<CaptureKind, { name: string; hint: string }> = {
  reader: { name: '读卡器读取', hint: '读取有效的二代居民身份证' },
  manual_expired: { name: '证件过期,手工录入', hint: '换领新证后须到报名点重新读卡' },
  manual_absent: { name: '本人未到场,手工录入', hint: '考生到场后须补读身份证' },
  other: { name: '其他证件', hint: '须经市(州)招考机构审核' },
};

export const BATCHES = [{ code: 'undergraduate', name: '本科批' }] as const;
