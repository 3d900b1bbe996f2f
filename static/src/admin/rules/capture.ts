import type { NewCandidate } from '@/common/schema';
import {
  isDate,
  otherNumberFault,
  parseResidentNumber,
  provinceOf,
  type Sex,
} from './document-number';
import { NO_EXPIRY, parseDate } from './reader';

export type Capture = NewCandidate['capture'];
export type DocumentKind = NewCandidate['document']['kind'];

export interface DocumentFields {
  number: string;
  name: string;
  sex: Sex | '';
  ethnicity: string;
  birth: string;
  address: string;
  valid_from: string;
  valid_until: string;
}

export type Faults = Partial<Record<keyof DocumentFields, string>>;

export function emptyDocument(): DocumentFields {
  return {
    number: '',
    name: '',
    sex: '',
    ethnicity: '',
    birth: '',
    address: '',
    valid_from: '',
    valid_until: '',
  };
}

/** What is typed by hand, as it is kept: any common form of a date, no spaces in numbers; birth and sex as the number says. */
export function tidied(fields: DocumentFields, kind: DocumentKind): DocumentFields {
  const number = fields.number
    .normalize('NFKC')
    .replace(/[\s()-]/g, '')
    .toUpperCase();
  const date = (text: string) =>
    parseDate(text.normalize('NFKC').replaceAll(' ', '')) || text.trim();
  const dates = {
    birth: date(fields.birth),
    valid_from: date(fields.valid_from),
    valid_until: date(fields.valid_until),
  };
  const parsed = kind === 'resident_card' ? parseResidentNumber(number) : null;
  const known = parsed?.ok ? parsed.value : null;
  return {
    ...fields,
    ...dates,
    number,
    birth: dates.birth || (known?.birth ?? ''),
    sex: fields.sex || (known?.sex ?? ''),
  };
}

/** Who has to be decided about by somebody above, and who decides; null: the point binds a number itself. */
export function decidedBy(
  fields: DocumentFields,
  kind: DocumentKind,
  province: string,
): 'city' | 'county' | null {
  if (kind !== 'resident_card') return 'city';
  if (!fields.number || !fields.address.trim()) return null;
  return provinceOf(fields.address, fields.number) === province ? null : 'county';
}

/** What is wrong with the document, field by field, in the order of the form. */
export function faultsOf(
  fields: DocumentFields,
  capture: Capture,
  today: string,
  kind: DocumentKind = 'resident_card',
): Faults {
  const faults: Faults = {};
  const note = (name: keyof DocumentFields, message: string | false) => {
    if (message && !faults[name]) faults[name] = message;
  };
  const isCard = kind === 'resident_card';
  const parsed = parseResidentNumber(fields.number);

  note('name', !fields.name.trim() && '请填写姓名');
  note('number', !fields.number && '请填写证件号');
  note('number', isCard ? !parsed.ok && parsed.message : otherNumberFault(kind, fields.number));
  note('sex', !fields.sex && '请选择性别');
  note('sex', isCard && parsed.ok && parsed.value.sex !== fields.sex && '与证件号第 17 位不符');
  note('ethnicity', !fields.ethnicity && '请选择民族');
  note('birth', !isDate(fields.birth) && '日期写成 2009-01-31 的样子');
  note(
    'birth',
    isCard && parsed.ok && parsed.value.birth !== fields.birth && '与证件号中的出生日期不符',
  );
  note('address', !fields.address.trim() && '请填写证件上的住址');
  note('valid_from', !isDate(fields.valid_from) && '日期写成 2020-01-31 的样子');
  note('valid_from', fields.valid_from > today && '有效期还没有开始');
  note('valid_until', expiryFault(fields, capture, today));
  return faults;
}

function expiryFault(fields: DocumentFields, capture: Capture, today: string): string | false {
  const { valid_from, valid_until } = fields;
  const endless = valid_until === NO_EXPIRY;
  if (!endless && !isDate(valid_until)) return '写成 2030-01-31 的样子，或“长期”';
  if (!endless && valid_until <= valid_from) return '应晚于有效期起';
  const expired = !endless && valid_until < today;
  if (expired && capture === 'reader') return '证件已过期，请改选“证件过期，手工录入”';
  if (expired && capture === 'manual_other') return '证件已过期，请先换领';
  if (!expired && capture === 'manual_expired') return '证件没有过期，请改选“读卡器读取”';
  return false;
}
