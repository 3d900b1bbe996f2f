import { computed, reactive } from 'vue';
import { api } from '@/common/api';
import type { StaffCreated, StaffRow } from '@/common/schema';
import { PROPOSED, useDecision, type Written } from './decision';
import { level, staff } from './session';
import { agreementTo, refusalOf } from './staff';

export type StaffDoing =
  'password' | 'factor' | 'move' | 'disable' | 'enable' | 'decline' | 'retract';

/** What comes of it, said before. */
const WHAT: Record<StaffDoing, (member: StaffRow) => string> = {
  password: () => '生成新的初始密码，只显示一次；现在的密码和登录立即失效。',
  factor: () => '手机和恢复码都丢失时使用。现在的登录立即失效，本人下次登录要重新设置。',
  move: () => '改变所属机构或角色，能看到的考生随之改变；现在的登录立即失效。',
  disable: () => '立即退出所有设备，不能再登录；可以再启用。',
  enable: () => '可以用原来的密码登录。',
  decline: refusalOf,
  retract: refusalOf,
};

/** What somebody does to another's account, with a reason that the 操作记录 keeps. */
export function useStaffDecision(
  made: (account: StaffCreated & { name: string }) => void,
  settled: () => unknown,
) {
  const target = reactive({ organisation: '', kind: level.value, role: 'office', fourEyes: false });
  const way = (
    title: string,
    danger: boolean,
    done: string,
    send: Written<StaffRow>['send'],
  ): Written<StaffRow> => ({
    ...{ title, danger, send, button: title, label: '原因', hint: '记入操作记录' },
    get done(): string {
      return done && fourEyes.value && decision.doing.value !== 'disable' ? PROPOSED.done : done;
    },
  });
  const decline: Written<StaffRow>['send'] = ({ id, proposal }, reason, key) =>
    api.post('/api/admin/staff/{id}/decision', {
      path: { id },
      key,
      body: { proposal: proposal ?? 0, approve: false, reason },
    });
  const enable =
    (enabled: boolean): Written<StaffRow>['send'] =>
    ({ id }, reason, key) =>
      api.post('/api/admin/staff/{id}/status', { path: { id }, key, body: { enabled, reason } });

  const decision = useDecision<StaffRow, StaffDoing>(
    {
      password: way('重置密码', true, '', async ({ id, name }, reason, key) => {
        const call = { path: { id }, key, body: { reason } };
        made({ ...(await api.post('/api/admin/staff/{id}/password', call)), name });
      }),
      factor: way('解除动态口令', true, '动态口令已解除', ({ id }, reason, key) =>
        api.post('/api/admin/staff/{id}/factor', { path: { id }, key, body: { reason } }),
      ),
      move: way('调动', false, '已调动', ({ id }, reason, key) => {
        const { organisation, role } = target;
        const body = { organisation, role, reason };
        return api.post('/api/admin/staff/{id}/move', { path: { id }, key, body });
      }),
      disable: way('停用账号', true, '已停用', enable(false)),
      enable: way('启用账号', false, '已启用', enable(true)),
      decline: way('不同意', true, '已记录不同意', decline),
      retract: way('撤回', true, '已撤回', decline),
    },
    settled,
  );

  function open(doing: StaffDoing, member: StaffRow): void {
    const organisation = staff.value?.organisation ?? '';
    Object.assign(target, { organisation, kind: level.value, role: member.role });
    decision.open(doing, member);
  }

  function agree(member: StaffRow): Promise<void> {
    const { id, proposal } = member;
    return decision.agree({
      title: '同意',
      text: agreementTo(member),
      button: '同意',
      done: '已同意',
      send: () =>
        api.post('/api/admin/staff/{id}/decision', {
          path: { id },
          body: { proposal: proposal ?? 0, approve: true },
        }),
    });
  }

  const what = computed(() => {
    const [doing, member] = [decision.doing.value, decision.row.value];
    return doing && member ? WHAT[doing](member) : '';
  });
  /** What comes of it where it takes two. */
  const fourEyes = computed((): string => {
    const [doing, member] = [decision.doing.value, decision.row.value];
    if (!doing || !member || doing === 'decline' || doing === 'retract') return '';
    const there = doing === 'move' && target.fourEyes;
    if (!there && !member.takes_four_eyes) return '';
    if (doing === 'enable') return '另一位同事复核同意后才能登录。';
    const until = '复核或由您撤回之前，您不能处理下一个这样的账号。';
    if (doing === 'disable') return `立即停用，由另一位同事复核。${until}`;
    return `现在的登录立即失效，另一位同事复核同意后才生效。${until}`;
  });

  return { decision, target, what, fourEyes, open, agree };
}
