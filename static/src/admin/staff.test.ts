import { expect, test } from 'vitest';
import { agreementTo, proposalOf, refusalOf } from './staff';

const member = {
  name: '示例员',
  username: 'example',
  proposed: 'staff.moved' as const,
  proposed_by: '张三',
  proposed_for: '借调',
  moves_to: '长沙市',
  moves_role: '市级管理员',
};

test('who decides reads what about, and what comes of it', () => {
  expect(proposalOf(member)).toMatch(/^张三 提出调动（长沙市，.+）：借调$/);
  expect(agreementTo(member)).toContain('同意后调动生效');
  expect(refusalOf(member)).toContain('恢复原状');
  expect(refusalOf({ proposed: 'staff.created' })).toContain('停用');
  const plain = {
    ...member,
    proposed: 'staff.disabled' as const,
    moves_to: null,
    moves_role: null,
  };
  expect(proposalOf(plain)).toBe('张三 提出停用：借调');
});
