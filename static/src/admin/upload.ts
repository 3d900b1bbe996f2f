/** A file goes to the server in parts, each named by its content: what has arrived is not sent again, not even after a reload. */
import { api, pause } from '@/common/api';
import { Problem } from '@/common/problem';

const PART = 1 << 20;
const NEWLINE = 0x0a;
/** Attempts for one part, further and further apart: a minute without a line ends nothing. */
const ATTEMPTS = 7;

/** A text is cut at ends of lines; anything else anywhere. */
export async function cut(file: Blob, isText: boolean): Promise<Blob[]> {
  const parts: Blob[] = [];
  for (let start = 0; start < file.size;) {
    let end = Math.min(start + PART, file.size);
    if (isText && end < file.size) {
      const bytes = new Uint8Array(await file.slice(start, end).arrayBuffer());
      end = start + (bytes.lastIndexOf(NEWLINE) + 1 || bytes.length);
    }
    parts.push(file.slice(start, end));
    start = end;
  }
  return parts;
}

export async function hashOf(part: Blob): Promise<string> {
  const hash = await crypto.subtle.digest('SHA-256', await part.arrayBuffer());
  return Array.from(new Uint8Array(hash), (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** Sends what is not there yet; the parts' names. `tell` hears how much of it there is. */
export async function upload(file: File, tell: (share: number) => void): Promise<string[]> {
  const isText = /\.csv$/i.test(file.name);
  const parts = await cut(isText ? await plain(file) : file, isText);
  const hashes = await Promise.all(parts.map(hashOf));
  const { missing } = await api.post('/api/publication/parts', { body: { parts: hashes } });
  let there = hashes.length - missing.length;
  for (const hash of missing) {
    tell(there / hashes.length);
    const part = parts[hashes.indexOf(hash)];
    if (part)
      await patiently(() =>
        api.put('/api/publication/parts/{hash}', { path: { hash }, body: part }),
      );
    there += 1;
  }
  tell(1);
  return hashes;
}

/** “Unicode 文本” of a spreadsheet, as the server reads it. */
async function plain(file: Blob): Promise<Blob> {
  const [first, second] = new Uint8Array(await file.slice(0, 2).arrayBuffer());
  const name = { fffe: 'utf-16le', feff: 'utf-16be' }[
    `${first?.toString(16)}${second?.toString(16)}`
  ];
  if (!name) return file;
  return new Blob([new TextDecoder(name).decode(await file.arrayBuffer())]);
}

async function patiently(send: () => Promise<unknown>): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      await send();
      return;
    } catch (error) {
      const isPassing =
        error instanceof Problem && ['network_lost', 'unavailable'].includes(error.code);
      if (!isPassing || attempt === ATTEMPTS) throw error;
      await pause(500 * 2 ** attempt);
    }
  }
}
