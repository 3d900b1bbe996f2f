/** All times are shown as Beijing time, whatever the device says. */
const ZONE = 'Asia/Shanghai';

const parts = new Intl.DateTimeFormat('zh-CN', {
  timeZone: ZONE,
  year: 'numeric',
  month: 'numeric',
  day: 'numeric',
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
  weekday: 'short',
  hourCycle: 'h23',
});

function split(time: string | number): Record<string, string> {
  const date = new Date(time);
  return Object.fromEntries(parts.formatToParts(date).map((part) => [part.type, part.value]));
}

/** 10:32:05 */
export function clockTime(time: string | number): string {
  const { hour, minute, second } = split(time);
  return `${hour}:${minute}:${second}`;
}

/** 2026年11月21日 */
export function dayOf(time: string | number): string {
  const { year, month, day } = split(time);
  return `${year}年${month}月${day}日`;
}

/** 11月21日 17:00 */
export function shortTime(time: string | number): string {
  const { month, day, hour, minute } = split(time);
  return `${month}月${day}日 ${hour}:${minute}`;
}

/** 2026年11月21日 10:32:05 */
export function fullTime(time: string | number): string {
  return `${dayOf(time)} ${clockTime(time)}`;
}

/** 4000 → 40.00; fen are whole, so no rounding can happen. */
export function yuan(fen: number): string {
  const sign = fen < 0 ? '-' : '';
  const absolute = Math.abs(fen);
  const whole = Math.floor(absolute / 100).toString();
  return `${sign}${whole.replace(/\B(?=(\d{3})+$)/g, ',')}.${String(absolute % 100).padStart(2, '0')}`;
}

/** 12,345 */
export function count(number: number): string {
  return number.toLocaleString('zh-CN');
}

/** 43****1234 read aloud digit by digit is noise: say what it is and how it ends. */
export function spokenMasked(masked: string): string {
  const tail = /[0-9X]+$/i.exec(masked)?.[0] ?? '';
  return tail ? `已隐藏，尾号 ${tail.split('').join(' ')}` : '已隐藏';
}

/** A mobile number as it is copied out of an address book: +86 138 0013 8000. */
export function mobile(text: string): string {
  return halfWidth(text).replace(/^(\+|00)86/, '');
}

/** Full-width digits and letters as a Chinese keyboard gives them, and spaces as people group numbers. */
export function halfWidth(text: string): string {
  return text.normalize('NFKC').replace(/[\s\u200b-]/g, '');
}
