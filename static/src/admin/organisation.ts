import type { OrganisationKind } from '@/common/schema';

/** From the broadest to the narrowest; the last two stand beside the others. */
const KINDS: OrganisationKind[] = ['province', 'city', 'county', 'point', 'college', 'office'];

/** How far down one is. */
export function depthOf(kind: OrganisationKind): number {
  return KINDS.indexOf(kind);
}
