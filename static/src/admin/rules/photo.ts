import type { PhotoRule } from '@/common/schema';

/** 《普通高等学校招生图像采集规范及信息标准》: 24-bit colour, about 20–40 KB, a plain background of these. */
export const ADVICE = {
  minBytes: 20 * 1024,
  maxBytes: 40 * 1024,
  backgrounds: [
    { name: '浅蓝色', rgb: [100, 197, 255] },
    { name: '白色', rgb: [255, 255, 255] },
    { name: '浅灰色', rgb: [240, 240, 240] },
  ],
} as const;

export interface JpegFacts {
  width: number;
  height: number;
  bits: number;
}

export interface PhotoCheck {
  rule: string;
  found: string;
  ok: boolean;
  /** Advice: the server accepts it all the same. */
  soft?: boolean;
}

/** Reads the frame header (SOFn) of a JPEG; null when the bytes are no JPEG. */
export function readJpeg(bytes: Uint8Array): JpegFacts | null {
  if (bytes[0] !== 0xff || bytes[1] !== 0xd8) return null;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let offset = 2;
  while (offset + 9 < bytes.length) {
    if (view.getUint8(offset) !== 0xff) return null;
    const marker = view.getUint8(offset + 1);
    if (marker === 0xff) {
      offset += 1;
      continue;
    }
    if (isFrameHeader(marker)) {
      return {
        height: view.getUint16(offset + 5),
        width: view.getUint16(offset + 7),
        bits: view.getUint8(offset + 4) * view.getUint8(offset + 9),
      };
    }
    offset += 2 + view.getUint16(offset + 2);
  }
  return null;
}

/** By what the exam asks for, which the server refuses otherwise, and by advice. */
export function checkPhoto(bytes: Uint8Array, asked: PhotoRule): PhotoCheck[] {
  const facts = readJpeg(bytes);
  if (!facts) return [{ rule: 'JPEG 格式', found: '不是 JPEG 文件', ok: false }];
  return [
    { rule: 'JPEG 格式', found: 'JPEG', ok: true },
    {
      rule: `宽 ${asked.width} × 高 ${asked.height} 像素`,
      found: `${facts.width} × ${facts.height}`,
      ok: facts.width === asked.width && facts.height === asked.height,
    },
    { rule: '24 位真彩色', found: `${facts.bits} 位`, ok: facts.bits === 24 },
    {
      rule: '文件约 20–40 KB',
      found: `${(bytes.length / 1024).toFixed(1)} KB`,
      ok: bytes.length >= ADVICE.minBytes && bytes.length <= ADVICE.maxBytes,
      soft: bytes.length <= asked.most_kb * 1024,
    },
  ];
}

/** Names the permitted background that both top corners look like; null when neither does. */
export function matchBackground(
  corners: [number, number, number][],
  asked: PhotoRule,
): string | null {
  const permitted = ADVICE.backgrounds.filter(({ name }) => asked.backgrounds.includes(name));
  const match = permitted.find(({ rgb }) =>
    corners.every((corner) =>
      corner.every((value, index) => Math.abs(value - (rgb[index] ?? 0)) < 30),
    ),
  );
  return match?.name ?? null;
}

/** The largest centred rectangle in a picture of the given size that has the proportions asked for. */
export function centredCrop(width: number, height: number, asked: PhotoRule) {
  const cropWidth = Math.min(width, Math.round((height * asked.width) / asked.height));
  const cropHeight = Math.min(height, Math.round((width * asked.height) / asked.width));
  return {
    x: Math.round((width - cropWidth) / 2),
    y: Math.round((height - cropHeight) / 2),
    width: cropWidth,
    height: cropHeight,
  };
}

/** SOF0–SOF15 without DHT (C4), JPG (C8) and DAC (CC), which share the number range. */
function isFrameHeader(marker: number): boolean {
  return marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);
}
