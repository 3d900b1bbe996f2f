import { api } from '@/common/api';
import type { Level } from '@/common/schema';

/** 43 province · 4301 city · 430102 county · 430102001 registration point */
const LEVELS: Record<number, Level> = { 2: 'province', 4: 'city', 6: 'county', 9: 'point' };

export function levelOf(code: string): Level {
  return LEVELS[code.length] ?? 'point';
}

/** The codes from `own` down to `code`, both included. */
export function pathTo(code: string, own: string): string[] {
  return Object.keys(LEVELS)
    .map((length) => code.slice(0, Number(length)))
    .filter((part, index, all) => part.startsWith(own) && all.indexOf(part) === index);
}

/** Name of a city or county, for a place somebody came to by a link; the code, when it is not to be had. */
export async function regionName(code: string): Promise<string> {
  try {
    const { regions } = await api.get('/api/catalog/regions', { query: { of: code } });
    return regions.at(-1)?.name ?? code;
  } catch {
    return code;
  }
}
