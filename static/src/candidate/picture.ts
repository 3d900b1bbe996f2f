/** Words on paper: inside WeChat nothing prints, but every phone keeps a picture. */
const WIDTH = 750;
const EDGE = 40;
const FONT =
  "'PingFang SC', 'HarmonyOS Sans SC', 'Noto Sans CJK SC', 'Microsoft YaHei', sans-serif";

export interface Text {
  text: string;
  size: number;
  bold?: boolean;
  colour?: string;
  centre?: boolean;
  indent?: number;
  /** Space above. */
  above?: number;
}

export interface Extra {
  /** Across all of it, large and pale. */
  stamp?: string;
  /** In the corner at the top, 3:4. */
  photo?: HTMLImageElement | null;
}

const PHOTO = { width: 150, height: 200, top: 150 };

/** One picture of some lines, as a `data:` address; empty where nothing can be drawn. */
export function picture(texts: Text[], { stamp: over, photo }: Extra = {}): string {
  const canvas = document.createElement('canvas');
  const pen = canvas.getContext('2d');
  if (!pen) return '';
  const lines: Text[] = [];
  let bottom = EDGE;
  for (const text of texts) {
    // Only what stands beside the photo makes room for it.
    const isBeside = photo && bottom < PHOTO.top + PHOTO.height;
    const rows = wrapped(pen, text, isBeside ? PHOTO.width + 20 : 0);
    bottom += rows.reduce((sum, row) => sum + heightOf(row), 0);
    lines.push(...rows);
  }
  canvas.width = WIDTH;
  canvas.height = lines.reduce((sum, line) => sum + heightOf(line), 2 * EDGE);
  pen.fillStyle = '#fff';
  pen.fillRect(0, 0, canvas.width, canvas.height);
  let y = EDGE;
  for (const line of lines) {
    y += heightOf(line);
    pen.font = fontOf(line);
    pen.fillStyle = line.colour ?? '#1b2430';
    pen.textAlign = line.centre ? 'center' : 'left';
    pen.fillText(line.text, line.centre ? WIDTH / 2 : EDGE + (line.indent ?? 0), y);
  }
  if (photo) {
    pen.drawImage(photo, WIDTH - EDGE - PHOTO.width, PHOTO.top, PHOTO.width, PHOTO.height);
  }
  if (over) stamp(pen, over, canvas.height);
  return canvas.toDataURL('image/png');
}

const fontOf = ({ size, bold }: Text) => `${bold ? 'bold ' : ''}${size}px ${FONT}`;
const heightOf = ({ size, above }: Text) => Math.round(size * 1.5) + (above ?? 0);

/** Chinese breaks anywhere. */
function wrapped(pen: CanvasRenderingContext2D, text: Text, beside: number): Text[] {
  pen.font = fontOf(text);
  const room = WIDTH - 2 * EDGE - (text.indent ?? 0) - (text.centre ? 0 : beside);
  const rows = [''];
  for (const character of text.text) {
    const row = `${rows.at(-1) ?? ''}${character}`;
    if (pen.measureText(row).width <= room) rows[rows.length - 1] = row;
    else rows.push(character);
  }
  return rows.map((row, index) => ({ ...text, text: row, above: index ? 0 : (text.above ?? 0) }));
}

function stamp(pen: CanvasRenderingContext2D, text: string, height: number): void {
  pen.font = `bold 64px ${FONT}`;
  pen.fillStyle = 'rgb(179 38 30 / 22%)';
  pen.textAlign = 'center';
  for (let y = 400; y < height; y += 800) {
    pen.save();
    pen.translate(WIDTH / 2, y);
    pen.rotate(-0.5);
    pen.fillText(text, 0, 0);
    pen.restore();
  }
}
