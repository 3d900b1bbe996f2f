import type { Codes, Subject } from '@/common/api-types';
import { SUBJECT_NAMES } from '@/common/terms';

export interface Fact {
  label: string;
  value: string;
}

const LABELS: Record<string, string> = {
  political_status: '政治面貌',
  first_subject: '首选科目',
  second_subjects: '再选科目',
  foreign_language: '外语语种',
  candidate_category: '考生类别',
  graduation_category: '毕业类别',
  school_name: '毕业学校',
  graduation_year: '毕业年份',
  household: '户口所在地',
  address: '通信地址',
  phone: '联系电话',
  phone_masked: '联系电话',
};

/** The summary of a registration form in the field's words, whatever part of it the role may see. */
export function formFacts(form: Record<string, unknown> | null, codes: Codes | null): Fact[] {
  return Object.entries(form ?? {}).flatMap(([name, value]) => {
    const label = LABELS[name];
    return label && value != null ? [{ label, value: readable(name, value, codes) }] : [];
  });
}

function readable(name: string, value: unknown, codes: Codes | null): string {
  if (Array.isArray(value)) return value.map((item) => readable(name, item, codes)).join('、');
  if (typeof value === 'object')
    return Object.values(value ?? {})
      .map(String)
      .join(' ');
  const text = String(value);
  if (name.endsWith('subject') || name.endsWith('subjects')) {
    return SUBJECT_NAMES[text as Subject] ?? text;
  }
  const list = codes?.[name as keyof Codes];
  return list?.find((item) => item.code === text)?.name ?? text;
}
