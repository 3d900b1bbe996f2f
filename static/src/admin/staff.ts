/** 管理账号: what waits for a second person, in words. */
import type { StaffRow } from '@/common/schema';

type Proposal = Pick<
  StaffRow,
  'name' | 'username' | 'proposed' | 'proposed_by' | 'proposed_for' | 'moves_to' | 'moves_role'
>;

const ACTS: Record<string, { name: string; agreed: string }> = {
  'staff.created': { name: '建立账号', agreed: '同意后该账号可以登录。' },
  'staff.enabled': { name: '启用', agreed: '同意后该账号可以登录。' },
  'staff.disabled': { name: '停用', agreed: '同意后停用继续；不同意，账号恢复原状。' },
  'staff.password_reset': { name: '重置密码', agreed: '同意后原密码作废；不同意，账号恢复原状。' },
  'staff.factor_reset': {
    name: '解除动态口令',
    agreed: '同意后原动态口令作废；不同意，账号恢复原状。',
  },
  'staff.moved': { name: '调动', agreed: '同意后调动生效；不同意，账号恢复原状。' },
  'staff.declined': { name: '不启用', agreed: '同意后停用继续。' },
};

/** 「示例员 提出调动（长沙市，招考工作）：借调」 */
export function proposalOf(member: Proposal): string {
  const act = ACTS[member.proposed ?? '']?.name ?? '办理';
  const where = member.moves_to
    ? `（${[member.moves_to, member.moves_role].filter(Boolean).join('，')}）`
    : '';
  const why = member.proposed_for ? `：${member.proposed_for}` : '';
  return `${member.proposed_by ?? '同事'} 提出${act}${where}${why}`;
}

/** What somebody confirms who agrees. */
export function agreementTo(member: Proposal): string {
  const after = ACTS[member.proposed ?? '']?.agreed ?? '';
  return `${member.name}（${member.username}）的账号。\n${proposalOf(member)}。\n请先向双方核实。${after}`;
}

/** What comes of a no: who was stopped is let in again, who was only proposed stays out. */
export function refusalOf({ proposed }: Pick<StaffRow, 'proposed'>): string {
  return ACTS[proposed ?? '']?.agreed.includes('恢复原状')
    ? '账号恢复原状，本人可以照旧登录。'
    : '账号停用，由提出人重新处理。';
}
