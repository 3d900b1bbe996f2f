/** What only the console reads, beside src/common/api-types.ts. */
import type {
  CandidateRow,
  Capture,
  Counters,
  FirstSubject,
  Organisation,
  Provider,
  Unlocks,
} from '@/common/api-types';

export type Level = Organisation['level'];

export const HOURLY = ['registered', 'paid', 'verified', 'filled', 'submitted'] as const;
export type HourlyName = (typeof HOURLY)[number];
export type Hour = { hour: string } & Record<HourlyName, number>;

export type OrganisationCounters = Counters & { code: string; name: string; level: Level };

export interface CandidateDetail extends Omit<CandidateRow, 'paid' | 'submitted'> {
  sex: string;
  ethnicity: string;
  birth: string;
  valid_until: string;
  capture: Capture;
  phone_masked: string | null;
  registered_at: string;
  paid_at: string | null;
  verified_at: string | null;
  activated_at: string | null;
  pledged_at: string | null;
  filled_at: string | null;
  submitted_at: string | null;
  form_version: number;
  first_subject: FirstSubject | null;
}

export interface ExamWindow {
  name: string;
  title: string;
  organisation: string;
  organisation_name: string;
  opens: string;
  closes: string;
  reason: string;
}

export interface PaymentOrder {
  order_no: string;
  candidate: number;
  serial: string;
  name: string;
  item_name: string;
  provider: string;
  amount: number;
  status: 'open' | 'paid' | 'closed';
  created_at: string;
  paid_at: string | null;
  transaction_id: string | null;
  refund: RefundStatus | null;
}

export type RefundStatus = 'requested' | 'sent' | 'done' | 'failed' | 'abandoned';

export interface PaymentOrders {
  /** Of all; those that were searched are not counted */
  total?: number;
  at_least?: boolean;
  next: string | null;
  orders: PaymentOrder[];
}

export interface PaymentRefund {
  refund_no: string;
  order_no: string;
  candidate: number;
  serial: string;
  name: string;
  provider: string;
  amount: number;
  status: RefundStatus;
  requested_at: string;
  done_at: string | null;
  reason: string | null;
  /** What waits for a decision; who decides names it. */
  proposal: number | null;
  /** Who proposed to give it up; somebody else agrees or not. */
  proposed_by: string | null;
  proposed_at: string | null;
  resolution: string | null;
  mine: boolean;
  may_agree: boolean;
  declined_by: string | null;
  declined_reason: string | null;
}

export interface PaymentRefunds {
  next: string | null;
  refunds: PaymentRefund[];
}

export type FeeItemStatus = 'proposed' | 'agreed' | 'declined' | 'withdrawing' | 'withdrawn';
export type OwedBy = 'everybody' | 'filled' | 'chooser';

export interface FeeItem {
  /** None when it was set up with the exam, and stays. */
  id: number | null;
  item: string;
  name: string;
  amount: number;
  detail: string;
  notice: string;
  window: string;
  owed_by: OwedBy;
  unlocks: Unlocks;
  one_of: string;
  status: FeeItemStatus;
  /** On what ground it is charged. */
  reason: string | null;
  /** What waits for a decision; who decides names it. */
  proposal: number | null;
  proposed_by: string | null;
  proposed_at: string | null;
  agreed_by: string | null;
  agreed_at: string | null;
  /** Of the last proposal to withdraw it. */
  withdrawal_reason: string | null;
  withdrawal_by: string | null;
  withdrawal_at: string | null;
  withdrawal_agreed_by: string | null;
  withdrawal_agreed_at: string | null;
  /** I may agree, or not agree, to what is proposed. */
  may_agree: boolean;
  declined_by: string | null;
  declined_reason: string | null;
}

export interface FeeItems {
  fee_items: FeeItem[];
  windows: { name: string; title: string; opens: string; closes: string; open: boolean }[];
}

export interface PaymentAlarm {
  id: number;
  provider: Provider;
  order_no: string;
  transaction_id: string;
  reason: string;
  amount: number;
  at: string;
  resolved_at: string | null;
  resolution: string | null;
  /** What waits for a decision; who decides names it. */
  proposal: number | null;
  /** Who proposed to give the money back; somebody else agrees or not. */
  proposed_by: string | null;
  proposed_at: string | null;
  /** I proposed it. */
  mine: boolean;
  /** How much is proposed to go back. */
  refund_amount: number | null;
  /** I may agree, or not agree, to what is proposed. */
  may_agree: boolean;
  /** How much can be proposed to go back; 0: nothing. */
  refundable: number;
  declined_by: string | null;
  declined_reason: string | null;
}

export interface PaymentAlarms {
  next: string | null;
  alarms: PaymentAlarm[];
}

/** A provider's file of one day, as it was imported. */
export interface Statement {
  id: number;
  provider: Provider;
  /** YYYY-MM-DD */
  date: string;
  payments: number;
  paid: number;
  refunds: number;
  refunded: number;
  /** Not resolved yet. */
  differences: number;
  imported_at: string;
  imported_by: string;
  /** The last file of its day. */
  latest: boolean;
}

export interface Statements {
  next: string | null;
  statements: Statement[];
}

export interface Difference {
  id: number;
  provider: Provider;
  date: string;
  entry: 'payment' | 'refund';
  kind: 'missing_here' | 'missing_there' | 'amount' | 'too_early';
  /** Of our order or refund. */
  number: string;
  transaction_id: string;
  theirs: number | null;
  ours: number | null;
  found_at: string;
  status: 'open' | 'proposed' | 'resolved';
  action: 'explain' | 'settle' | null;
  reason: string | null;
  /** What waits for a decision; who decides names it. */
  proposal: number | null;
  proposed_by: string | null;
  mine: boolean;
  resolved_by: string | null;
  resolved_at: string | null;
  /** The payment may be recorded as the statement has it. */
  settleable: boolean;
  /** Another file of the same day says otherwise. */
  contested: boolean;
  may_agree: boolean;
  declined_by: string | null;
  declined_reason: string | null;
}

export interface Differences {
  next: string | null;
  differences: Difference[];
}

export interface ProviderHealth {
  provider: string;
  orders: number;
  without_code: number;
  paid: number;
  open: number;
  last_notice_at: string | null;
  lag: number | null;
}
