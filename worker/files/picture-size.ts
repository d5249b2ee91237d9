/**
 * Which picture a file is, by its first bytes, and how large it would be unpacked. Only the five formats that browsers
 * show as `<img>` and that hold no script. What is cut off before its size, or says none, is no picture to us.
 */
export interface Picture {
  type: 'image/png' | 'image/jpeg' | 'image/gif' | 'image/webp' | 'image/avif';
  width: number;
  height: number;
}

type Size = Pick<Picture, 'width' | 'height'>;

/** @param head the beginning of the file: whatever stands in front of the size (colour profiles, EXIF) must fit. */
export function pictureIn(head: Uint8Array): Picture | null {
  const view = new DataView(head.buffer, head.byteOffset, head.byteLength);
  const text = (at: number, length: number) => String.fromCharCode(...head.subarray(at, at + length));
  const formats: [Picture['type'], isIt: boolean, sizeIn: (view: DataView) => Size | null][] = [
    ['image/png', text(0, 8) === '\x89PNG\r\n\x1a\n' && text(12, 4) === 'IHDR', pngSize],
    ['image/jpeg', text(0, 3) === '\xff\xd8\xff', jpegSize],
    ['image/gif', /^GIF8[79]a/.test(text(0, 6)), gifSize],
    ['image/webp', text(0, 4) === 'RIFF' && text(8, 4) === 'WEBP', webpSize],
    ['image/avif', text(4, 4) === 'ftyp' && /avi[fs]/.test(text(8, 64)), avifSize],
  ];
  const found = formats.find(([, isIt]) => isIt);
  if (!found) return null;
  try {
    const size = found[2](view);
    return size && size.width > 0 && size.height > 0 ? { type: found[0], ...size } : null;
  } catch (error) {
    // Cut off.
    if (error instanceof RangeError) return null;
    throw error;
  }
}

const pngSize = (view: DataView): Size => ({ width: view.getUint32(16), height: view.getUint32(20) });

const gifSize = (view: DataView): Size => ({
  width: view.getUint16(6, true),
  height: view.getUint16(8, true),
});

/** Segments in a row, until one that begins a frame (ITU T.81, B.2.2). */
function jpegSize(view: DataView): Size | null {
  for (let at = 2; ; ) {
    if (view.getUint8(at) !== 0xff) return null;
    const marker = view.getUint8(at + 1);
    if (marker === 0xff) {
      at += 1;
      continue;
    }
    const isFrame = marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc;
    if (isFrame) return { height: view.getUint16(at + 5), width: view.getUint16(at + 7) };
    // The picture's own data begins, or it ends: there was no size.
    if (marker === 0xda || marker === 0xd9) return null;
    at += 2 + view.getUint16(at + 2);
  }
}

/** The first chunk is one of three kinds (RFC 9649). */
function webpSize(view: DataView): Size | null {
  switch (view.getUint32(12)) {
    case 0x56503858: // VP8X
      return { width: 1 + uint24(view, 24), height: 1 + uint24(view, 27) };
    case 0x5650384c: {
      // VP8L
      const bits = view.getUint32(21, true);
      return { width: 1 + (bits & 0x3fff), height: 1 + ((bits >> 14) & 0x3fff) };
    }
    case 0x56503820: // VP8
      return { width: view.getUint16(26, true) & 0x3fff, height: view.getUint16(28, true) & 0x3fff };
    default:
      return null;
  }
}

const uint24 = (view: DataView, at: number): number =>
  view.getUint16(at, true) + view.getUint8(at + 2) * 0x1_0000;

/** Boxes in boxes on the way to the sizes: the largest is the picture's (ISO/IEC 23008-12, 6.5.3). */
const AVIF_WAY = [
  [0x6d657461, 4], // meta, a box with a version
  [0x69707270, 0], // iprp
  [0x6970636f, 0], // ipco
] as const;
const ISPE = 0x69737065;

function avifSize(view: DataView): Size | null {
  const sizes: Size[] = [];
  const walk = (from: number, to: number, depth: number) => {
    for (let at = from; at + 8 <= to; ) {
      const length = view.getUint32(at);
      // 0 is "to the end of the file", 1 a length of 64 bits: neither comes before the sizes.
      if (length < 8) return;
      const kind = view.getUint32(at + 4);
      const end = Math.min(at + length, to);
      if (kind === ISPE) sizes.push({ width: view.getUint32(at + 12), height: view.getUint32(at + 16) });
      const [next, skipped = 0] = AVIF_WAY[depth] ?? [];
      if (kind === next) walk(at + 8 + skipped, end, depth + 1);
      at += length;
    }
  };
  walk(0, view.byteLength, 0);
  return sizes.sort((a, b) => b.width * b.height - a.width * a.height)[0] ?? null;
}
