import { expect, test } from 'vitest';
import { depthOf } from './organisation';

test('a county is below a city, whatever their codes are', () => {
  expect(depthOf('county')).toBeGreaterThan(depthOf('city'));
  expect(depthOf('point')).toBeGreaterThan(depthOf('county'));
});
