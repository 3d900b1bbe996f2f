import { expect, test } from 'vitest';
import { centredCrop, checkPhoto, matchBackground, readJpeg } from './photo';

const asked = { width: 480, height: 640, most_kb: 200, backgrounds: ['浅蓝色', '白色'] };

/** The start of a JPEG: APP0, then a frame header; padded to the wanted length. */
function jpeg(width: number, height: number, length: number, components = 3): Uint8Array {
  const bytes = new Uint8Array(length);
  const frame = [0xff, 0xc0, 0, 17, 8, height >> 8, height & 255, width >> 8, width & 255];
  bytes.set([0xff, 0xd8, 0xff, 0xe0, 0, 4, 0, 0, ...frame, components]);
  return bytes;
}

test('a photo by the rules passes every check', () => {
  expect(checkPhoto(jpeg(480, 640, 30 * 1024), asked).every((check) => check.ok)).toBe(true);
});

test('size in pixels and depth are hard, size in bytes is advice up to the limit', () => {
  const failing = (bytes: Uint8Array) => checkPhoto(bytes, asked).filter((check) => !check.ok);
  expect(failing(jpeg(640, 480, 30_000)).map((check) => check.soft)).toEqual([undefined]);
  expect(failing(jpeg(480, 640, 30_000, 1)).map((check) => check.found)).toEqual(['8 位']);
  expect(failing(jpeg(480, 640, 60 * 1024)).map((check) => check.soft)).toEqual([true]);
  expect(failing(jpeg(480, 640, 300 * 1024)).map((check) => check.soft)).toEqual([false]);
});

test('what is no JPEG, or a cut one, is not read', () => {
  expect(readJpeg(new Uint8Array([0x89, 0x50, 0x4e, 0x47]))).toBeNull();
  expect(readJpeg(new Uint8Array([0xff, 0xd8]))).toBeNull();
  expect(readJpeg(jpeg(480, 640, 30).subarray(0, 12))).toBeNull();
});

test('the permitted backgrounds are recognised', () => {
  expect(
    matchBackground(
      [
        [98, 190, 250],
        [105, 200, 255],
      ],
      asked,
    ),
  ).toBe('浅蓝色');
  expect(
    matchBackground(
      [
        [250, 250, 250],
        [255, 255, 255],
      ],
      asked,
    ),
  ).toBe('白色');
  expect(
    matchBackground(
      [
        [200, 30, 30],
        [255, 255, 255],
      ],
      asked,
    ),
  ).toBeNull();
});

test('the crop is centred and 3:4', () => {
  expect(centredCrop(1200, 1000, asked)).toEqual({ x: 225, y: 0, width: 750, height: 1000 });
  expect(centredCrop(600, 1000, asked)).toEqual({ x: 0, y: 100, width: 600, height: 800 });
});
