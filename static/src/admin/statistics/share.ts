export function share(part: number, whole: number): number {
  return whole > 0 ? part / whole : 0;
}

/** Rounded, so that parts add up; but 100% means all of them, and 0% none. */
export function percent(value: number): string {
  const nearest = Math.round(value * 1000);
  const thousandths = value > 0 && value < 1 ? Math.min(Math.max(nearest, 1), 999) : nearest;
  return `${(thousandths / 10).toFixed(1)}%`;
}
