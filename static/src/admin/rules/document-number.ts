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
