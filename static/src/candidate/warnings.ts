import type { Choice, Warning } from '../common/api-types';
import { warningsOf } from './choices';

/** What the page can see by itself, at once; for these the server is not asked to repeat. */
const OWN = new Set(['duplicate', 'no_majors', 'no_adjustment', 'order_inversion', 'similar_code']);

/** The page's warnings for the list as it is, and the server's for groups that are still in it. */
export function allWarnings(
  choices: readonly Choice[],
  server: readonly (Warning & { group: number })[],
): Warning[] {
  const fromServer = server
    .filter((warning) => !OWN.has(warning.code))
    .map((warning) => ({
      ...warning,
      index: choices.findIndex((choice) => choice.group === warning.group),
    }))
    .filter((warning) => warning.index >= 0);
  return [...fromServer, ...warningsOf(choices)];
}
