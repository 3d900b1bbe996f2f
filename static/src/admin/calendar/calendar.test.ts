import { describe, expect, it } from 'vitest';
import type { OrganisationKind, StaffIdentity, WindowRow } from '@/common/schema';
import {
  asChange,
  byWindow,
  instant,
  phaseOf,
  place,
  scaleOf,
  scopesOf,
  serialsOf,
  wallClock,
  type ChangeForm,
} from './calendar';

const row = (organisation: string, opens: string, closes: string): WindowRow => ({
  id: 1,
  name: 'registration',
  title: '报名',
  organisation,
  organisation_name: '芙蓉区',
  kind: organisation === '43' ? 'province' : 'county',
  intervals: [{ opens: instant(opens), closes: instant(closes) }],
  action: null,
  reason: '年度安排',
});

const form: ChangeForm = {
  action: 'extend',
  whom: 'organisations',
  organisations: ['430102'],
  serials: '',
  narrower: false,
  intervals: [{ opens: '2027-06-24T08:00', closes: '' }],
  at: '2027-06-24T09:00',
  closes: '2027-06-27T18:00',
  reason: ' 停电 ',
  confirmed: [],
};

describe('the calendar', () => {
  it("shows and takes Beijing's clock", () => {
    expect(wallClock('2027-06-27T09:00:00Z')).toBe('2027-06-27T17:00');
    expect(instant('2027-06-27T17:00')).toBe('2027-06-27T17:00:00+08:00');
  });

  it('sends what the action takes, and nothing else', () => {
    expect(asChange('registration', form)).toMatchObject({
      organisations: ['430102'],
      candidates: [],
      intervals: [],
      at: null,
      closes: '2027-06-27T18:00:00+08:00',
      reason: '停电',
    });
    const again = asChange('registration', {
      ...form,
      action: 'reopen',
      whom: 'candidates',
      serials: '01020001，01020002 01020001\n',
      intervals: [{ opens: '2027-06-24T08:00', closes: '2027-06-24T12:00' }],
    });
    expect(again.candidates).toEqual(['01020001', '01020002']);
    expect(again).toMatchObject({ organisations: [], closes: null });
    expect(again.intervals).toHaveLength(1);
    expect(serialsOf(' , ')).toEqual([]);
  });

  it('knows whom one may change something for', async () => {
    const below: Record<string, [string, string, OrganisationKind][]> = {
      43: [
        ['4301', '长沙市', 'city'],
        ['x7', '直管县', 'county'],
      ],
      4301: [['430102', '芙蓉区', 'county']],
    };
    const labels = async (organisation: string, kind: OrganisationKind) => {
      const own = { organisation, organisation_name: '自己', kind } as StaffIdentity;
      const scopes = await scopesOf(own, (parent) =>
        Promise.resolve(
          (below[parent] ?? []).map(([code, name, kind]) => ({ code, name, kind, children: 0 })),
        ),
      );
      return scopes.map(({ label }) => label);
    };
    expect(await labels('43', 'province')).toEqual(['全省', '长沙市', '长沙市 芙蓉区', '直管县']);
    expect(await labels('4301', 'city')).toEqual(['自己', '芙蓉区']);
    expect(await labels('430102', 'county')).toEqual(['自己']);
  });

  it('puts everything on one line of time', () => {
    const rows = [
      row('430102', '2027-06-24T08:00', '2027-06-28T17:00'),
      row('43', '2027-06-24T08:00', '2027-06-27T17:00'),
    ];
    expect(byWindow(rows)[0]?.rows.map((row) => row.organisation)).toEqual(['43', '430102']);
    const now = Date.parse('2027-06-26T10:00:00+08:00');
    const scale = scaleOf(rows, now);
    const [opens, today, closes] = ['2027-06-24T08:00', '2027-06-26T10:00', '2027-06-28T17:00'].map(
      (wall) => place(scale, Date.parse(instant(wall))),
    ) as [number, number, number];
    expect(opens).toBeGreaterThan(0);
    expect(opens).toBeLessThan(today);
    expect(today).toBeLessThan(closes);
    expect(closes).toBeLessThan(100);
    expect(scale.months.length).toBeGreaterThan(2);
    expect(scale.months.length).toBeLessThan(12);
  });

  it('says how a window stands', () => {
    const window = row('43', '2027-06-24T08:00', '2027-06-27T17:00');
    const at = (wall: string) => phaseOf(window, Date.parse(instant(wall)));
    expect([at('2027-06-24T07:59'), at('2027-06-24T08:00'), at('2027-06-27T17:00')]).toEqual([
      'before',
      'open',
      'after',
    ]);
    const paused: WindowRow = { ...window, action: 'suspend' };
    expect(phaseOf(paused, Date.parse(instant('2027-06-28T08:00')))).toBe('suspended');
    // Of candidates with a window of their own, too, who may have none left.
    expect(phaseOf({ action: 'suspend', intervals: [] }, 0)).toBe('suspended');
  });
});
