/** What needs a canvas: looking at the background, and cutting a camera's picture to size. */
import { ADVICE, centredCrop } from './photo';
import type { PhotoRule } from '@/common/schema';

export async function cornersOf(photo: Blob): Promise<[number, number, number][]> {
  const bitmap = await createImageBitmap(photo);
  const context = contextOf(bitmap.width, bitmap.height);
  context.drawImage(bitmap, 0, 0);
  const edge = Math.max(1, Math.round(bitmap.width / 24));
  return [0, bitmap.width - edge].map((x) => average(context.getImageData(x, 0, edge, edge).data));
}

/** Cuts the centre to the proportions asked for, scales it and picks the best quality of at most 40 KB. */
export async function fitPhoto(photo: Blob, asked: PhotoRule): Promise<Blob> {
  const bitmap = await createImageBitmap(photo);
  const crop = centredCrop(bitmap.width, bitmap.height, asked);
  const context = contextOf(asked.width, asked.height);
  context.imageSmoothingQuality = 'high';
  context.drawImage(
    bitmap,
    ...([crop.x, crop.y, crop.width, crop.height] as const),
    ...([0, 0, asked.width, asked.height] as const),
  );
  let fitted = await encode(context.canvas, 0.95);
  for (let quality = 0.9; fitted.size > ADVICE.maxBytes && quality >= 0.6; quality -= 0.05) {
    fitted = await encode(context.canvas, quality);
  }
  return fitted;
}

function contextOf(width: number, height: number): CanvasRenderingContext2D {
  const canvas = document.createElement('canvas');
  canvas.width = width;
  canvas.height = height;
  const context = canvas.getContext('2d', { willReadFrequently: true });
  if (!context) throw new Error('no canvas');
  return context;
}

function encode(canvas: HTMLCanvasElement, quality: number): Promise<Blob> {
  return new Promise((resolve, reject) =>
    canvas.toBlob(
      (blob) => (blob ? resolve(blob) : reject(new Error('no JPEG encoder'))),
      'image/jpeg',
      quality,
    ),
  );
}

function average(pixels: Uint8ClampedArray): [number, number, number] {
  const sum: [number, number, number] = [0, 0, 0];
  for (let index = 0; index < pixels.length; index += 4) {
    for (const channel of [0, 1, 2] as const) sum[channel] += pixels[index + channel] ?? 0;
  }
  const count = pixels.length / 4;
  return [sum[0] / count, sum[1] / count, sum[2] / count];
}
