import { readReader, writeReader } from '@/common/preferences';

/**
 * The program beside a card reader answers `GET {address}/card` on the loopback of the very machine (docs/OPERATIONS.md):
 * JSON of the card, or `{"error": "…"}`. Its address is kept in this browser.
 */
/** Where the demo's simulated reader is, and where a real one usually is. */
const [SANDBOX, USUAL] = ['http://127.0.0.1:3001/reader', 'http://127.0.0.1:18989'];

export function readerAddress(): string {
  const isDemo = ['127.0.0.1', 'localhost'].includes(globalThis.location?.hostname ?? '');
  return readReader() ?? (isDemo ? SANDBOX : USUAL);
}

export function keepReaderAddress(address: string): void {
  writeReader(address.trim().replace(/\/+$/, ''));
}

/** Only the loopback: what a card says goes to nobody else. */
export function isLoopback(address: string): boolean {
  return /^http:\/\/127\.0\.0\.1:\d{1,5}(\/[\w/-]*)?$/.test(address);
}

export type Card = { ok: true; text: string } | { ok: false; message: string };

export async function readCard(address: string): Promise<Card> {
  if (!isLoopback(address)) {
    return { ok: false, message: '读卡程序的地址应以 http://127.0.0.1: 开头' };
  }
  try {
    const answer = await fetch(`${address}/card`, {
      cache: 'no-store',
      credentials: 'omit',
      signal: AbortSignal.timeout(15_000),
    });
    const text = await answer.text();
    const said = JSON.parse(text) as { error?: unknown };
    if (typeof said.error === 'string') return { ok: false, message: said.error };
    if (!answer.ok) return { ok: false, message: `读卡程序答复 ${answer.status}，请重试` };
    return { ok: true, text };
  } catch {
    return {
      ok: false,
      message: '没有连上读卡程序：请确认它已启动、地址正确，或把读卡数据粘贴到下面，或改用手工录入',
    };
  }
}
