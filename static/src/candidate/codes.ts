import { api } from '../common/api';
import type { Codes, Form, Region } from '../common/schema';
import { allPlaced, textAt, type Words } from '../common/form';
import { candidate } from './session';

let codes: Promise<Codes> | null = null;
let codesOf = '';
const regions = new Map<string, Promise<Region[]>>();

/** Code tables of the candidate's exam do not change while a page is open: asked for once, again only after a failure. */
export function loadCodes(): Promise<Codes> {
  const exam = candidate.value?.exam ?? '';
  if (codes && codesOf === exam) return codes;
  codesOf = exam;
  codes = api.get('/api/catalog/codes', { query: { exam } }).catch((error) => {
    codes = null;
    throw error;
  });
  return codes;
}

/** What is directly below a region; the provinces, below nothing. */
export function regionsBelow(parent: string): Promise<Region[]> {
  return asked(`below ${parent}`, { parent });
}

/** A region and those above it, from the province down. */
export function regionPath(code: string): Promise<Region[]> {
  return asked(`of ${code}`, { of: code });
}

const ENDINGS = [
  '省',
  '自治区',
  '特别行政区',
  '市',
  '州',
  '地区',
  '盟',
  '区',
  '县',
  '旗',
  '街道',
  '镇',
  '乡',
  '村',
  '社区',
];

/** What such regions are called together, by how their names end: not every province has the same levels. */
export function levelOf(regions: Pick<Region, 'name'>[]): string {
  const longest = (name: string) =>
    ENDINGS.filter((ending) => name.endsWith(ending)).sort((a, b) => b.length - a.length)[0];
  const found = new Set(regions.map(({ name }) => longest(name)));
  return ENDINGS.filter((ending) => found.has(ending)).join('、') || '下一级';
}

/** What these answers name, in words. */
export async function loadWords(form: Form, ...answers: (object | null)[]): Promise<Words> {
  const [tables, regions] = await Promise.all([loadCodes(), regionNames(form, ...answers)]);
  return { codes: tables, regions };
}

/** The names of the regions that answers name: 湖南省长沙市芙蓉区. */
async function regionNames(form: Form, ...answers: (object | null)[]): Promise<Words['regions']> {
  const named = answers.flatMap((some) =>
    allPlaced(form, some ?? {})
      .filter(({ field }) => field.kind === 'region')
      .map(({ place }) => textAt(some ?? {}, place)),
  );
  const names: Words['regions'] = {};
  for (const code of new Set(named.filter(Boolean))) {
    names[code] = (await regionPath(code)).map((region) => region.name).join('');
  }
  return names;
}

function asked(key: string, query: { parent?: string; of?: string }): Promise<Region[]> {
  const known = regions.get(key);
  if (known) return known;
  const asking = api
    .get('/api/catalog/regions', { query })
    .then((body) => body.regions)
    .catch((error) => {
      regions.delete(key);
      throw error;
    });
  regions.set(key, asking);
  return asking;
}
