import { isDate, type Sex } from './document-number';

/** What a reader of second-generation resident cards gives, whatever its maker calls the fields. */
export interface ReaderData {
  number: string;
  name: string;
  sex: Sex | '';
  ethnicity: string;
  birth: string;
  address: string;
  valid_from: string;
  valid_until: string;
}

export interface Ethnicity {
  code: string;
  name: string;
}

/** What stands on cards issued to people of 46 and over, in place of a date. */
export const NO_EXPIRY = '长期';

const KEYS: Record<keyof ReaderData, string[]> = {
  number: [
    'number',
    'id_number',
    'idNumber',
    'idcard',
    'idNo',
    '公民身份号码',
    '身份证号',
    '证件号',
  ],
  name: ['name', 'fullName', '姓名'],
  sex: ['sex', 'gender', '性别'],
  ethnicity: ['ethnicity', 'nation', 'nationality', 'ethnic', '民族'],
  birth: ['birth', 'birthday', 'birthDate', 'born', '出生日期', '出生'],
  address: ['address', '住址', '地址'],
  valid_from: ['valid_from', 'validFrom', 'beginDate', 'startDate', '有效期起', '签发日期'],
  valid_until: ['valid_until', 'validUntil', 'validTo', 'endDate', 'expiryDate', '有效期止'],
};
const PERIOD_KEYS = ['valid', 'validity', 'period', '有效期限', '有效期'];

export type ReaderResult = { ok: true; value: ReaderData } | { ok: false; message: string };

export function parseReader(text: string, ethnicities: Ethnicity[]): ReaderResult {
  let record: unknown;
  try {
    record = JSON.parse(text);
  } catch {
    return { ok: false, message: '这不是完整的 JSON，请从读卡软件重新复制' };
  }
  if (typeof record !== 'object' || record === null || Array.isArray(record)) {
    return { ok: false, message: '读卡数据应是一个 JSON 对象' };
  }
  const fields = record as Record<string, unknown>;
  const get = (key: keyof ReaderData) => pick(fields, KEYS[key]);
  const [periodFrom, periodUntil] = splitPeriod(pick(fields, PERIOD_KEYS));
  const value: ReaderData = {
    number: get('number').toUpperCase(),
    name: get('name'),
    sex: parseSex(get('sex')),
    ethnicity: parseEthnicity(get('ethnicity'), ethnicities),
    birth: parseDate(get('birth')),
    address: get('address'),
    valid_from: parseDate(get('valid_from') || periodFrom),
    valid_until: parseDate(get('valid_until') || periodUntil),
  };
  if (!value.number && !value.name) {
    return { ok: false, message: '没有找到证件号和姓名，请确认这是读卡软件的数据' };
  }
  return { ok: true, value };
}

/** `20280131`, `2028.01.31`, `2028年1月31日`, `长期` → `YYYY-MM-DD`; anything else → empty. */
export function parseDate(text: string): string {
  if (/长期/.test(text)) return NO_EXPIRY;
  const parts =
    /^(\d{4})(\d{2})(\d{2})$/.exec(text) ??
    /^(\d{4})[-./年](\d{1,2})[-./月](\d{1,2})日?$/.exec(text);
  if (!parts) return '';
  const date = `${parts[1]}-${pad(parts[2])}-${pad(parts[3])}`;
  return isDate(date) ? date : '';
}

function pick(fields: Record<string, unknown>, keys: string[]): string {
  for (const key of keys) {
    const value = fields[key];
    if (typeof value === 'string' || typeof value === 'number') return String(value).trim();
  }
  return '';
}

function parseSex(text: string): Sex | '' {
  if (['男', 'male', 'M', '1'].includes(text)) return 'male';
  if (['女', 'female', 'F', '2'].includes(text)) return 'female';
  return '';
}

function parseEthnicity(text: string, ethnicities: Ethnicity[]): string {
  const name = text.replace(/族$/, '');
  const match = ethnicities.find(
    (item) => item.code === text.padStart(2, '0') || item.name.replace(/族$/, '') === name,
  );
  return text ? (match?.code ?? '') : '';
}

/** `2018.02.01-2028.02.01` or `20180201-20280201` or `2018.02.01-长期` */
function splitPeriod(text: string): [string, string] {
  const parts = /^(\d{4}[.]?\d{2}[.]?\d{2})\s*[-–—至]\s*(.+)$/.exec(text);
  return [parts?.[1] ?? '', parts?.[2] ?? ''];
}

function pad(digits: string | undefined): string {
  return (digits ?? '').padStart(2, '0');
}
