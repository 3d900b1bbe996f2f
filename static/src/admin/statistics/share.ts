export function share(part: number, whole: number): number {
  return whole > 0 ? part / whole : 0;
}

/** Rounded down: 100% means all of them. */
export function percent(value: number): string {
  return `${(Math.floor(value * 1000) / 10).toFixed(1)}%`;
}
