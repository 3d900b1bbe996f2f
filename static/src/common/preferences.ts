/**
 * The only thing the pages keep in the browser: how they look. Personal data never goes here;
 * eslint refuses localStorage everywhere else.
 */
const BIG_FONT = 'zhaokao.big-font';

export function readBigFont(): boolean {
  try {
    return localStorage.getItem(BIG_FONT) === '1';
  } catch {
    return false;
  }
}

export function writeBigFont(on: boolean): void {
  try {
    if (on) localStorage.setItem(BIG_FONT, '1');
    else localStorage.removeItem(BIG_FONT);
  } catch {
    // A browser without storage forgets the preference; nothing else depends on it.
  }
}
