/**
 * 报名流水号 = four digits of the county + four digits of serial, 0001–9999.
 * A county allots contiguous segments of them to its registration points.
 */

export interface Range {
  first: string;
  last: string;
}

export interface NamedRange extends Range {
  point_name: string;
}

export interface SegmentCheck {
  size: number;
  errors: { field: 'first' | 'last'; message: string }[];
}

export function rangeSize(range: Range): number {
  return Number(range.last) - Number(range.first) + 1;
}

export function totalSize(ranges: Range[]): number {
  return ranges.reduce((sum, range) => sum + rangeSize(range), 0);
}

export function checkSegment(prefix: string, range: Range, taken: NamedRange[]): SegmentCheck {
  const errors = [
    ...checkSerial('first', '起始号', prefix, range.first),
    ...checkSerial('last', '终止号', prefix, range.last),
  ];
  if (errors.length > 0) return { size: 0, errors };

  const size = rangeSize(range);
  if (size < 1) {
    return { size: 0, errors: [{ field: 'last', message: '终止号不能小于起始号' }] };
  }
  const clash = taken.find((other) => overlaps(range, other));
  if (clash) {
    const message = `与“${clash.point_name}”的号段 ${clash.first}–${clash.last} 重叠`;
    return { size, errors: [{ field: 'first', message }] };
  }
  return { size, errors: [] };
}

/** The first `size` numbers of the first free range that can hold them. */
export function suggestSegment(free: Range[], size: number): Range | null {
  const room = free.find((range) => rangeSize(range) >= size);
  if (!room || size < 1) return null;
  const last = Number(room.first) + size - 1;
  return { first: room.first, last: String(last).padStart(8, '0') };
}

function overlaps(left: Range, right: Range): boolean {
  return left.first <= right.last && right.first <= left.last;
}

function checkSerial(
  field: 'first' | 'last',
  label: string,
  prefix: string,
  serial: string,
): SegmentCheck['errors'] {
  if (!/^\d{8}$/.test(serial)) {
    return [{ field, message: `${label}应为 8 位数字` }];
  }
  if (!serial.startsWith(prefix)) {
    return [{ field, message: `${label}前 4 位应为本县区的号段码 ${prefix}` }];
  }
  if (serial.endsWith('0000')) {
    return [{ field, message: `${label}的序号从 0001 起` }];
  }
  return [];
}
