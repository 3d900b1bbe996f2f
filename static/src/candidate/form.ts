import type { Form } from '../common/schema';

type Places<T> = {
  [K in keyof T & string]: T[K] extends unknown[]
    ? K
    : T[K] extends object
      ? `${K}.${Places<T[K]>}`
      : K;
}[keyof T & string];

/**
 * The registration form: what is filled in, checked, read and printed is this list. `at` is a field's place in the form as
 * the server has it; with `-` in the place of `.` and `_` it is the id of its control.
 */
export interface FormField {
  at: Places<Form>;
  kind: 'track' | 'seconds' | 'code' | 'text' | 'year' | 'digits' | 'mobile' | 'region';
  label: string;
  /** What it is called where it is read. */
  name?: string;
  hint?: string;
  /** What is said when it is not as it should be. */
  wrong: string;
  /** The code table of a `code`. */
  list?: string;
  /** Characters of a `text`, digits of `digits`. */
  least?: number;
  most?: number;
  autocomplete?: string;
  /** Where the rest of an address is, read with its `region`. */
  detail?: Places<Form>;
  /** Tells where somebody lives, who takes letters there, or which number to call: in no browser's storage. */
  secret?: boolean;
}

export interface FormSection {
  title: string;
  note?: string;
  fields: FormField[];
}

export const FORM: FormSection[] = [
  {
    title: '选考科目（3+1+2）',
    note: '语文、数学、外语必考；首选科目选 1 门，再选科目选 2 门。',
    fields: [
      {
        at: 'first_subject',
        kind: 'track',
        label: '首选科目（选 1 门）',
        name: '首选科目',
        wrong: '请选择首选科目：物理或历史',
      },
      {
        at: 'second_subjects',
        kind: 'seconds',
        label: '再选科目（选 2 门）',
        name: '再选科目',
        hint: '要换科目，先取消一门，再选另一门',
        wrong: '请选择 2 门再选科目',
      },
      {
        at: 'foreign_language',
        kind: 'code',
        list: 'foreign_language',
        label: '外语语种',
        wrong: '请选择外语语种',
      },
    ],
  },
  {
    title: '考生情况',
    fields: [
      {
        at: 'political_status',
        kind: 'code',
        list: 'political_status',
        label: '政治面貌',
        wrong: '请选择政治面貌',
      },
      {
        at: 'candidate_category',
        kind: 'code',
        list: 'candidate_category',
        label: '考生类别',
        hint: '应届：今年高中毕业；往届：以前已经毕业',
        wrong: '请选择考生类别',
      },
      {
        at: 'graduation_category',
        kind: 'code',
        list: 'graduation_category',
        label: '毕业类别',
        wrong: '请选择毕业类别',
      },
      {
        at: 'school_name',
        kind: 'text',
        least: 2,
        most: 60,
        label: '毕业学校',
        hint: '学校全称',
        wrong: '请填写毕业学校全称',
      },
      {
        at: 'graduation_year',
        kind: 'year',
        label: '毕业年份',
        hint: '4 位数字，如 2027',
        wrong: '请填写毕业年份，如 2027',
      },
      {
        at: 'household.region',
        kind: 'region',
        detail: 'household.detail',
        label: '户口所在地',
        wrong: '请选择户口所在地的市州和县市区',
      },
      {
        at: 'household.detail',
        kind: 'text',
        least: 2,
        most: 80,
        label: '户口所在地详细地址',
        hint: '街道（乡镇）、社区（村）、门牌，与户口簿一致',
        wrong: '请填写户口所在地的详细地址',
        secret: true,
      },
    ],
  },
  {
    title: '录取通知书邮寄信息',
    note: '录取通知书寄到这里，请保证来年 7 至 9 月能收到。',
    fields: [
      {
        at: 'address.region',
        kind: 'region',
        detail: 'address.detail',
        label: '通信地址',
        wrong: '请选择通信地址的市州和县市区',
      },
      {
        at: 'address.detail',
        kind: 'text',
        least: 4,
        most: 80,
        label: '通信详细地址',
        hint: '街道（乡镇）、小区（村）、楼栋门牌',
        wrong: '请填写通信地址的详细地址，至少 4 个字',
        autocomplete: 'street-address',
        secret: true,
      },
      {
        at: 'address.postcode',
        kind: 'digits',
        most: 6,
        label: '邮政编码',
        hint: '6 位数字',
        wrong: '邮政编码为 6 位数字',
        autocomplete: 'postal-code',
      },
      {
        at: 'address.recipient',
        kind: 'text',
        least: 2,
        most: 30,
        label: '收件人',
        wrong: '请填写录取通知书收件人，2–30 个字',
        secret: true,
      },
      {
        at: 'phone',
        kind: 'mobile',
        label: '联系电话',
        hint: '11 位手机号码，本人或家长的',
        wrong: '请填写 11 位手机号码',
        autocomplete: 'tel',
        secret: true,
      },
    ],
  },
];

export const FIELDS = FORM.flatMap((section) => section.fields);

/** `form.address.detail` → `address-detail` */
export function fieldId(field: string): string {
  return field
    .replace(/^form\./, '')
    .replace(/\[\d+\]/g, '')
    .replaceAll('.', '-')
    .replaceAll('_', '-');
}

/** What stands at a place of the form, `undefined` when nothing does. */
export function valueAt(form: object, at: string): unknown {
  return at
    .split('.')
    .reduce<unknown>((part, name) => (part as Record<string, unknown> | undefined)?.[name], form);
}

export function put(form: object, at: string, value: unknown): void {
  const [name = '', ...rest] = at.split('.');
  const parts = form as Record<string, unknown>;
  if (rest.length) put((parts[name] ??= {}) as object, rest.join('.'), value);
  else parts[name] = value;
}
