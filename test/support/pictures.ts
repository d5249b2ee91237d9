/** Small pictures and pieces of files, byte by byte: real where a browser has to show them, spoilt where it must not. */

const ascii = (text: string): Uint8Array => Uint8Array.from(text, (sign) => sign.charCodeAt(0));
export const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);

/** Text stands for its Latin-1 bytes. */
export function bytes(...parts: (string | Uint8Array | readonly number[])[]): Uint8Array {
  const all = parts.map((part) => (typeof part === 'string' ? ascii(part) : Uint8Array.from(part)));
  const whole = new Uint8Array(all.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of all) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

export const be32 = (value: number): number[] => [24, 16, 8, 0].map((shift) => (value >>> shift) & 255);
export const be16 = (value: number): number[] => [value >> 8, value & 255];
export const le16 = (value: number): number[] => [value & 255, value >> 8];

function crc32(data: Uint8Array): number {
  let crc = ~0;
  for (const byte of data) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit += 1) crc = crc & 1 ? (crc >>> 1) ^ 0xed_b8_83_20 : crc >>> 1;
  }
  return ~crc >>> 0;
}

export const pngChunk = (kind: string, data: Uint8Array): Uint8Array =>
  bytes(be32(data.length), kind, data, be32(crc32(bytes(kind, data))));

/** zlib's format with nothing compressed. */
function stored(data: Uint8Array): Uint8Array {
  let [a, b] = [1, 0];
  for (const byte of data) {
    a = (a + byte) % 65_521;
    b = (b + a) % 65_521;
  }
  const blocks: Uint8Array[] = [];
  for (let at = 0; at < data.length; at += 65_535) {
    const block = data.subarray(at, at + 65_535);
    const isLast = at + 65_535 >= data.length;
    blocks.push(bytes([isLast ? 1 : 0], le16(block.length), le16(65_535 - block.length), block));
  }
  return bytes([0x78, 1], ...blocks, be32(((b << 16) | a) >>> 0));
}

/** A square or bar of one colour. @param extra chunks between head and data. */
export function png(width: number, height: number, ...extra: Uint8Array[]): Uint8Array {
  const rows = new Uint8Array(height * (1 + width * 3)).map((_, index) =>
    index % (1 + width * 3) === 0 ? 0 : ([217, 119, 6][index % 3] ?? 0),
  );
  const head = bytes(be32(width), be32(height), [8, 2, 0, 0, 0]);
  const parts = [pngChunk('IHDR', head), ...extra, pngChunk('IDAT', stored(rows)), pngChunk('IEND', bytes())];
  return bytes('\x89PNG\r\n\x1a\n', ...parts);
}

/** EXIF that says where it was taken: 48° 12′ N. Little endian TIFF with a GPS directory. */
export const GPS_EXIF: Uint8Array = bytes(
  ['II', '*\0', [8, 0, 0, 0]].join('').slice(0, 4),
  [8, 0, 0, 0],
  // One entry: where the GPS directory is.
  [1, 0, 0x25, 0x88, 4, 0, 1, 0, 0, 0, 26, 0, 0, 0, 0, 0, 0, 0],
  // Two entries: N, and the latitude as three rationals.
  [2, 0, 1, 0, 2, 0, 2, 0, 0, 0, 78, 0, 0, 0],
  [2, 0, 5, 0, 3, 0, 0, 0, 56, 0, 0, 0, 0, 0, 0, 0],
  [48, 0, 0, 0, 1, 0, 0, 0, 12, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0],
);

export const gif = (width: number, height: number): Uint8Array =>
  bytes(
    ['GIF89a'].join(''),
    le16(width),
    le16(height),
    [0x80, 0, 0, 217, 119, 6, 0, 0, 0, 0x2c, 0, 0, 0, 0, 1, 0, 1, 0, 0, 2, 2, 0x44, 1, 0, 0x3b],
  );

/** The head of a JPEG up to its size; what would follow is not there. */
export const jpegHead = (width: number, height: number): Uint8Array =>
  bytes(
    '\xff\xd8\xff\xe0\0\x10JFIF\0\x01\x01\0\0\x01\0\x01\0\0',
    '\xff\xc0\0\x11\x08',
    be16(height),
    be16(width),
    [3, 1, 0x22, 0, 2, 0x11, 1, 3, 0x11, 1],
  );

export const webpHead = (width: number, height: number): Uint8Array => {
  const le24 = (value: number) => [value & 255, (value >> 8) & 255, value >> 16];
  return bytes(
    'RIFF',
    [22, 0, 0, 0],
    'WEBPVP8X',
    [10, 0, 0, 0, 0, 0, 0, 0],
    le24(width - 1),
    le24(height - 1),
  );
};

const box = (kind: string, ...content: (string | Uint8Array | number[])[]): Uint8Array => {
  const inside = bytes(...content);
  return bytes(be32(8 + inside.length), kind, inside);
};

export const avifHead = (width: number, height: number): Uint8Array =>
  bytes(
    box('ftyp', 'avif', be32(0), 'avifmif1'),
    box('meta', be32(0), box('iprp', box('ipco', box('ispe', be32(0), be32(width), be32(height))))),
  );
