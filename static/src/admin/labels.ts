import type {
  BatchName,
  ChaseOutcome,
  Counters,
  FeeItemStatus,
  FeeStatus,
  OrderStatus,
  OrganisationKind,
  OwedBy,
  ProposalStatus,
  Provider,
  RefundStatus,
  StaffStatus,
  Stage,
  Unlocks,
  Waits,
} from '@/common/schema';
import {
  captures,
  documents,
  imports,
  orders,
  outcomes,
  providers,
  refunds,
  revisions,
  stages,
} from '@/common/terms.json';
import type { Capture, DocumentKind } from './rules/capture';
import type { HourlyName } from './statistics/hours';

/** The terms of the field, exactly as the notices write them. */

export const CHILD_LEVEL: Record<OrganisationKind, string> = {
  province: '市州',
  city: '县市区',
  county: '报名点',
  point: '',
  college: '',
  office: '',
};

export const ROLES: Record<string, string> = {
  province: '省级管理员',
  city: '市级管理员',
  county: '县级管理员',
  point: '报名点工作人员',
  college: '高校工作人员',
  office: '其他机构工作人员',
  finance: '财务人员',
  candidate: '考生',
  payer: '付款人',
  provider: '支付机构',
  system: '系统',
};

export const COUNTERS: Record<keyof Counters, string> = {
  registered: '已报名',
  paid: '已缴费',
  verified: '已实人认证',
  active: '已设密码',
  filled: '已填报名信息',
  above_line: '上线',
  draft_only: '仅草稿',
  submitted: '已提交志愿',
  missing: '上线未提交',
};

export const HOURLY_LABELS: Record<HourlyName, string> = {
  registered: '报名',
  paid: '缴费',
  verified: '实人认证',
  filled: '填报名信息',
  submitted: '提交志愿',
};

export const STAGES: Record<Stage, string> = stages;

export const FACTORS: Record<string, string> = {
  'login-password': '登录密码',
  totp: '密码和动态口令',
  'save-password': '信息保存密码',
  identity: '实人认证',
  facts: '姓名与证件有效期',
  sms: '短信验证码',
  signature: '支付机构签名',
  none: '—',
};

/** `candidate:12`, `staff:3`, `provider:wechat` as a person reads it. */
export function actorName(event: {
  actor: string;
  actor_name: string | null;
  role: string;
}): string {
  const [kind, id] = event.actor.split(':');
  const role = ROLES[event.role] ?? event.role;
  if (kind === 'staff') return `${event.actor_name ?? `账号 ${id}`}（${role}）`;
  if (kind === 'candidate') return '考生本人';
  return role;
}

export const CAPTURES: Record<Capture, { name: string; hint: string }> = {
  reader: { name: captures.reader, hint: '读取有效的二代居民身份证' },
  manual_expired: { name: captures.manual_expired, hint: '换领新证后须到报名点重新读卡' },
  manual_absent: { name: captures.manual_absent, hint: '考生到场后须补读身份证' },
  manual_other: { name: captures.manual_other, hint: '由市（州）招考机构审核通过后分配报名流水号' },
};

export const DOCUMENT_KINDS: Record<DocumentKind, string> = documents;

/** 未填报原因. */
export const OUTCOMES: Record<ChaseOutcome, string> = outcomes;

export const GROUNDS = { other_document: '其他证件', outside_province: '外省户籍' } as const;

/** What waits, and where it is done. */
export const WAITS: Record<
  Waits,
  { label: string; to: { name: string; query?: Record<string, string> } }
> = {
  application: { label: '份采集申请待审核', to: { name: 'applications' } },
  to_read: { label: '名考生须补读身份证', to: { name: 'candidates', query: { task: 'read' } } },
  window: { label: '项日程变更待复核', to: { name: 'calendar' } },
  revision: { label: '项考试设置待复核', to: { name: 'revisions' } },
  import: { label: '份成绩或分数线待复核公布', to: { name: 'imports' } },
  account: { label: '个管理账号待复核', to: { name: 'staff' } },
  alarm: { label: '笔退回付款人待复核', to: { name: 'payments' } },
  refund: { label: '笔放弃退款待复核', to: { name: 'payments' } },
  difference: {
    label: '笔补记收款待复核',
    to: { name: 'payments', query: { tab: 'reconciliation' } },
  },
  fee_item: { label: '个缴费项目待复核', to: { name: 'payments', query: { tab: 'items' } } },
  open_alarm: { label: '笔支付异常待处理', to: { name: 'payments' } },
  open_difference: {
    label: '处对账差异待处理',
    to: { name: 'payments', query: { tab: 'reconciliation' } },
  },
  failed_refund: { label: '笔退款失败待处理', to: { name: 'payments' } },
};

export const REVISION_STATES: Record<ProposalStatus, string> = revisions;

export const IMPORT_STATES: Record<ProposalStatus, string> = imports;

export const PROVIDERS: Record<Provider, string> = providers;

export const FEE_STATES: Record<FeeStatus, string> = {
  due: '未缴',
  paid: '已缴',
  dropped: '已取消',
};

export const ORDER_STATES: Record<OrderStatus, string> = orders;

export const REFUND_STATES: Record<RefundStatus, string> = refunds;

export const ALARM_REASONS: Record<string, string> = {
  unknown_order: '没有这个订单',
  wrong_amount: '金额不符',
  second_payment: '同一订单付了两次',
  wrong_merchant: '不是本商户的交易',
  wrong_currency: '币种不符',
  refunded: '支付机构已退款',
  wrong_provider: '订单属于另一家支付机构',
  unconfirmed: '有人说已付款，支付机构查无此款',
  unreadable: '支付机构的通知无法读取',
};

export const STAFF_STATES: Record<StaffStatus, string> = {
  proposed: '待复核',
  active: '正常',
  disabled: '已停用',
};

export const FAILURE_REASONS: Record<string, string> = {
  unknown_account: '没有这个账号',
  wrong_password: '密码不正确',
  wrong_facts: '姓名或证件有效期不符',
  wrong_code: '动态口令不正确',
  too_many_requests: '尝试过多，已限制',
  disabled: '账号已停用',
  proposed: '账号待复核',
  expired: '初始密码已过期',
};

export const FEE_ITEM_STATES: Record<FeeItemStatus, string> = {
  proposed: '待复核',
  agreed: '收取中',
  declined: '未同意',
  withdrawing: '收取中，撤销待复核',
  withdrawn: '已撤销',
};

export const OWED_BY: Record<OwedBy, string> = {
  everybody: '全体考生',
  filled: '已填报报名信息的考生',
  chooser: '自愿选择的考生',
};

export const UNLOCKS: Record<Unlocks, string> = {
  identity: '实人认证',
  ticket: '准考证',
  specialty_ticket: '专业考试证',
  volunteer: '填报志愿',
};

/** Of what is counted or listed by batch; empty where the exam has none. */
export function batchName({ batch, batches }: { batch: string; batches: BatchName[] }): string {
  return batches.find(({ code }) => code === batch)?.name ?? batch;
}
