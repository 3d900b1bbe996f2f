import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { FIELDS, put, valueAt } from './form';

interface Shape {
  $ref?: string;
  properties?: Record<string, Shape>;
}

const document = JSON.parse(
  readFileSync(new URL('../../../docs/openapi.json', import.meta.url), 'utf8'),
) as { components: { schemas: Record<string, Shape> } };

function places(name: string): string[] {
  return Object.entries(document.components.schemas[name]?.properties ?? {}).flatMap(
    ([field, { $ref }]) => {
      const within = places($ref?.split('/').at(-1) ?? '');
      return within.length ? within.map((place) => `${field}.${place}`) : [field];
    },
  );
}

test('the list has every field that the server asks for, once', () => {
  expect(FIELDS.map((field) => field.at).sort()).toEqual(places('Form').sort());
});

test('a place may be inside of another', () => {
  const form = {};
  put(form, 'address.region', '430102');
  put(form, 'address.detail', '示例路 1 号');
  expect(form).toEqual({ address: { region: '430102', detail: '示例路 1 号' } });
  expect([valueAt(form, 'address.region'), valueAt(form, 'household.region')]).toEqual([
    '430102',
    undefined,
  ]);
});
