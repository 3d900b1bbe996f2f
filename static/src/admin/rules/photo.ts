/**
 * 《普通高等学校招生图像采集规范及信息标准》: JPEG, 480 × 640 pixels, 24-bit colour, about 20–40 KB,
 * plain background of light blue, white or light grey.
 */
export const PHOTO = {
  width: 480,
  height: 640,
  minBytes: 20 * 1024,
  maxBytes: 40 * 1024,
  /** what the server refuses */
  limitBytes: 200 * 1024,
  backgrounds: [
    { name: '浅蓝', rgb: [100, 197, 255] },
    { name: '白', rgb: [255, 255, 255] },
    { name: '浅灰', rgb: [240, 240, 240] },
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

export function checkPhoto(bytes: Uint8Array): PhotoCheck[] {
  const facts = readJpeg(bytes);
  if (!facts) return [{ rule: 'JPEG 格式', found: '不是 JPEG 文件', ok: false }];
  return [
    { rule: 'JPEG 格式', found: 'JPEG', ok: true },
    {
      rule: `宽 ${PHOTO.width} × 高 ${PHOTO.height} 像素`,
      found: `${facts.width} × ${facts.height}`,
      ok: facts.width === PHOTO.width && facts.height === PHOTO.height,
    },
    { rule: '24 位真彩色', found: `${facts.bits} 位`, ok: facts.bits === 24 },
    {
      rule: '文件约 20–40 KB',
      found: `${(bytes.length / 1024).toFixed(1)} KB`,
      ok: bytes.length >= PHOTO.minBytes && bytes.length <= PHOTO.maxBytes,
      soft: bytes.length <= PHOTO.limitBytes,
    },
  ];
}

/** Names the permitted background that both top corners look like; null when neither does. */
export function matchBackground(corners: [number, number, number][]): string | null {
  const match = PHOTO.backgrounds.find(({ rgb }) =>
    corners.every((corner) =>
      corner.every((value, index) => Math.abs(value - (rgb[index] ?? 0)) < 30),
    ),
  );
  return match?.name ?? null;
}

/** The largest centred rectangle of 3:4 in a picture of the given size. */
export function centredCrop(width: number, height: number) {
  const cropWidth = Math.min(width, Math.round((height * PHOTO.width) / PHOTO.height));
  const cropHeight = Math.min(height, Math.round((width * PHOTO.height) / PHOTO.width));
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
