import type { Permission, ProposalStatus, Revision } from '@/common/schema';

/** 提出与复核: what 考试设置 and 导入 have in common. */
export type Proposal = Omit<Revision, 'files' | 'content'>;

/** What a second person says. */
export interface Answer {
  proposal: number;
  approve: boolean;
  reason?: string;
  at?: string | null;
}

/** How one sort of proposals is called, and what is sent. */
export interface Proposed<P extends Proposal> {
  /** 版本 3 */
  name: (one: P) => string;
  /** The same, for those who hear it. */
  heard: (one: P) => string;
  /** What is said beside it. */
  about: (one: P) => string;
  made: string;
  effect: string;
  states: Record<ProposalStatus, string>;
  /** What is said of one that was compared with what is in effect no more. */
  outdated: string;
  label: string;
  table: string;
  empty: string;
  propose: Permission;
  confirm: Permission;
  agreeing: (one: P) => string;
  withdrawn: string;
  back: {
    /** What the button says; empty: it can't be put back. */
    button: (one: P) => string;
    title: (one: P) => string;
    hint: string;
  };
  send: {
    decide: (one: P, body: Answer, key?: string) => Promise<unknown>;
    withdraw: (one: P) => Promise<unknown>;
    back: (one: P, reason: string, key: string) => Promise<unknown>;
  };
}

export const colourOf = (one: Pick<Proposal, 'status'>) =>
  isWaiting(one) ? 'warning' : one.status === 'published' ? 'success' : 'info';

export const isWaiting = ({ status }: Pick<Proposal, 'status'>) =>
  status === 'proposed' || status === 'agreed';
