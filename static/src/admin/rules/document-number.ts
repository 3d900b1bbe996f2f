/** 公民身份号码: GB 11643-1999, check digit by ISO 7064 MOD 11-2. */

const WEIGHTS = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
const CHECK_DIGITS = '10X98765432';

export type Sex = 'male' | 'female';

export interface ResidentNumber {
  number: string;
  /** `YYYY-MM-DD` */
  birth: string;
  sex: Sex;
}

export type ResidentNumberResult =
  { ok: true; value: ResidentNumber } | { ok: false; message: string };

export function checkDigit(first17: string): string {
  let sum = 0;
  for (let index = 0; index < 17; index += 1) {
    sum += Number(first17[index]) * (WEIGHTS[index] ?? 0);
  }
  return CHECK_DIGITS[sum % 11] ?? '';
}

export function parseResidentNumber(text: string): ResidentNumberResult {
  const number = text.trim().toUpperCase();
  if (!/^\d{17}[\dX]$/.test(number)) {
    return { ok: false, message: `证件号应为 18 位，前 17 位是数字（现在是 ${number.length} 位）` };
  }
  const birth = `${number.slice(6, 10)}-${number.slice(10, 12)}-${number.slice(12, 14)}`;
  if (!isDate(birth)) {
    return { ok: false, message: `证件号第 7–14 位不是有效的出生日期（${birth}）` };
  }
  if (checkDigit(number.slice(0, 17)) !== number[17]) {
    return { ok: false, message: '证件号校验位不符，请逐位核对' };
  }
  const sex = Number(number[16]) % 2 === 1 ? 'male' : 'female';
  return { ok: true, value: { number, birth, sex } };
}

export function isDate(text: string): boolean {
  const parts = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text);
  if (!parts) return false;
  const [year, month, day] = [Number(parts[1]), Number(parts[2]), Number(parts[3])];
  const date = new Date(Date.UTC(year, month - 1, day));
  return (
    date.getUTCFullYear() === year && date.getUTCMonth() === month - 1 && date.getUTCDate() === day
  );
}

/** What the number of another document looks like; the server has the last word. */
const SHAPES: Record<string, { shape: RegExp; message: string }> = {
  hk_macau_permit: {
    shape: /^[HM](\d{8}|\d{10})$/,
    message: '应为 H 或 M 加 8 位（或 10 位）数字',
  },
  taiwan_permit: { shape: /^T?\d{8}$/, message: '应为 8 位数字' },
  residence_permit: { shape: /^8[123]\d{15}[\dX]$/, message: '应为 81、82 或 83 开头的 18 位号码' },
  foreign_permanent: {
    shape: /^(9\d{16}[\dX]|[A-Z]{3}\d{12})$/,
    message: '应为 9 开头的 18 位号码，或 3 个字母加 12 位数字',
  },
  passport: { shape: /^[A-Z0-9]{5,20}$/, message: '应为 5–20 位字母和数字' },
};

export function otherNumberFault(kind: string, number: string): string {
  const known = SHAPES[kind];
  return known && !known.shape.test(number) ? known.message : '';
}

const PROVINCES =
  '11北京12天津13河北14山西15内蒙古21辽宁22吉林23黑龙江31上海32江苏33浙江34安徽35福建36江西37山东41河南42湖北43湖南44广东45广西46海南50重庆51四川52贵州53云南54西藏61陕西62甘肃63青海64宁夏65新疆71台湾81香港82澳门';

/** The province that an address names, or else the one that the number was given in: its code. */
export function provinceOf(address: string, number: string): string {
  const names = PROVINCES.match(/\d\d[^\d]+/g) ?? [];
  const named = names.find((one) => address.trim().startsWith(one.slice(2)));
  return named ? named.slice(0, 2) : number.slice(0, 2);
}
