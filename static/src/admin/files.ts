import { serverNow } from '@/common/clock';

/** Hands a file to the browser to save. */
export function save(content: Blob, name: string): void {
  const url = URL.createObjectURL(content);
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}

/** CSV as Excel opens it without asking: UTF-8 with a byte order mark. */
export function csv(rows: (string | number)[][]): Blob {
  const text = rows.map((row) => row.map(cell).join(',') + '\r\n').join('');
  return new Blob(['\ufeff', text], { type: 'text/csv;charset=utf-8' });
}

/** A leading = + - @ would be run as a formula by spreadsheets. */
function cell(value: string | number): string {
  if (typeof value === 'number') return String(value);
  const safe = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** The bytes as the JSON of the contract carries them. */
export async function base64(file: Blob): Promise<string> {
  const bytes = new Uint8Array(await file.arrayBuffer());
  let text = '';
  for (let start = 0; start < bytes.length; start += 0x8000) {
    text += String.fromCharCode(...bytes.subarray(start, start + 0x8000));
  }
  return btoa(text);
}

/** 2027-06-26, for the name of a file: Beijing's day by the server's clock. */
export function today(): string {
  return new Date(serverNow() + 8 * 3_600_000).toISOString().slice(0, 10);
}
