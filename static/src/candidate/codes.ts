import { api } from '../common/api';
import type { Codes, Region } from '../common/schema';

let codes: Promise<Codes> | null = null;
let regions: Promise<Region[]> | null = null;

/** Code tables do not change while a page is open: asked for once, again only after a failure. */
export function loadCodes(): Promise<Codes> {
  codes ??= api.get('/api/catalog/codes').catch((error) => {
    codes = null;
    throw error;
  });
  return codes;
}

export function loadRegions(): Promise<Region[]> {
  regions ??= api
    .get('/api/catalog/regions')
    .then((body) => body.regions)
    .catch((error) => {
      regions = null;
      throw error;
    });
  return regions;
}
