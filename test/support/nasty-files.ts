/** Files that somebody might send to harm whoever opens them, and what becomes of each. */
import { avifHead, be32, bytes, gif, jpegHead, png, pngChunk, utf8, webpHead } from './pictures.ts';

export interface NastyFile {
  what: string;
  /** As the sender calls it. */
  name: string;
  data: Uint8Array;
  /** What the sender says it is. */
  said?: string;
  /** Refused as that, shown as that type, or only ever downloaded. */
  becomes: 'unsupported_media' | 'too_large' | 'bad_frame' | `image/${string}` | 'download';
  /** What the file is called then, where that is another name. */
  called?: string;
}

const SCRIPT = '<script>document.title = "owned"</script>';
const PAGE = `<!doctype html><title>x</title>${SCRIPT}`;
const SVG = `<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>`;
const ZIP = 'PK\x03\x04\x14\0\0\0\x08\0';
const PDF = '%PDF-1.7\n1 0 obj\n';
const utf16 = (text: string) => bytes('\xff\xfe', [...text].map((sign) => `${sign}\0`).join(''));

const refused = 'unsupported_media' as const;
const download = 'download' as const;
const note = utf8('Just words.');

export const NASTY_FILES: readonly NastyFile[] = [
  // Documents that hold script.
  { what: 'an SVG with script', name: 'a.svg', data: utf8(SVG), becomes: refused },
  { what: 'an SVG named .png', name: 'a.png', data: utf8(SVG), said: 'image/png', becomes: refused },
  {
    what: 'an SVG behind comments',
    name: 'a.txt',
    data: utf8(`<!-- a --><!-- b -->\n${SVG}`),
    becomes: refused,
  },
  { what: 'a compressed SVG', name: 'a.svgz', data: bytes('\x1f\x8b\x08'), becomes: refused },
  { what: 'HTML', name: 'a.html', data: utf8(PAGE), becomes: refused },
  { what: 'HTML named .png', name: 'a.png', data: utf8(PAGE), said: 'image/png', becomes: refused },
  { what: 'HTML without a head', name: 'a.txt', data: utf8(`\n\t ${SCRIPT}`), becomes: refused },
  { what: 'HTML in UTF-16', name: 'a.txt', data: utf16(PAGE), becomes: refused },
  { what: 'XHTML', name: 'a.xhtml', data: utf8(PAGE), becomes: refused },
  {
    what: 'XML that is XHTML',
    name: 'a.xml',
    data: utf8(`<?xml version="1.0"?><r xmlns:h="http://www.w3.org/1999/xhtml"><h:script>1</h:script></r>`),
    becomes: refused,
  },
  {
    what: 'XML with a style sheet',
    name: 'a.xml',
    data: utf8('<?xml version="1.0"?><?xml-stylesheet href="a.xsl"?><r/>'),
    becomes: refused,
  },
  {
    what: 'XML that is data',
    name: 'bill.xml',
    data: utf8('<?xml version="1.0"?><bill/>'),
    becomes: download,
  },
  { what: 'a page with its pictures', name: 'a.mht', data: utf8('MIME-Version: 1.0'), becomes: refused },
  { what: 'an HTML application', name: 'a.hta', data: note, becomes: refused },
  {
    what: 'a mail with a page in it',
    name: 'a.eml',
    data: utf8(`Content-Type: text/html\r\n\r\n${PAGE}`),
    said: 'message/rfc822',
    becomes: download,
  },
  {
    what: 'UTF-7',
    name: 'a.txt',
    data: utf8('+ADw-script+AD4-alert(1)+ADw-/script+AD4-'),
    said: 'text/html; charset=utf-7',
    becomes: download,
  },
  {
    what: 'text said to be HTML',
    name: 'a.txt',
    data: utf8(`Words, then ${SCRIPT}`),
    said: 'text/html',
    becomes: download,
  },
  {
    what: 'text said to be two things',
    name: 'a.txt',
    data: note,
    said: 'image/png, text/html',
    becomes: download,
  },

  // Two things at once.
  { what: 'a GIF that is a Java archive', name: 'a.gif', data: bytes(gif(1, 1), ZIP), becomes: 'image/gif' },
  {
    what: 'a GIF that is JavaScript',
    name: 'a.gif',
    data: bytes('GIF89a/*', [9, 0], gif(9, 9).subarray(10), '*/=1;alert(1)'),
    becomes: 'image/gif',
  },
  {
    what: 'a PDF that is JavaScript',
    name: 'a.pdf',
    data: bytes(PDF, '/*', SCRIPT, '*/alert(1)'),
    becomes: download,
  },
  {
    what: 'a JPEG with a page behind it',
    name: 'a.jpg',
    data: bytes(jpegHead(2, 2), PAGE),
    becomes: 'image/jpeg',
  },
  {
    what: 'a PNG with script in its text',
    name: 'a.png',
    data: png(1, 1, pngChunk('tEXt', bytes(`Comment\0${SCRIPT}`))),
    said: 'text/html',
    becomes: 'image/png',
  },
  { what: 'a picture that ends in .html', name: 'a.html', data: png(1, 1), becomes: refused },

  // Pictures that are none, or too much.
  { what: 'a PNG of 65,535 × 65,535', name: 'a.png', data: hugePng(), becomes: 'too_large' },
  { what: 'a JPEG of 65,535 × 65,535', name: 'a.jpg', data: jpegHead(65_535, 65_535), becomes: 'too_large' },
  { what: 'a WebP of 16,384 × 16,384', name: 'a.webp', data: webpHead(16_384, 16_384), becomes: 'too_large' },
  {
    what: 'an AVIF of 2³² × 2³²',
    name: 'a.avif',
    data: avifHead(2 ** 32 - 1, 2 ** 32 - 1),
    becomes: 'too_large',
  },
  { what: 'a small AVIF', name: 'a.avif', data: avifHead(64, 48), becomes: 'image/avif' },
  {
    what: 'a PNG of no width',
    name: 'a.png',
    data: bytes(png(1, 1).subarray(0, 16), be32(0), be32(9)),
    becomes: download,
  },
  { what: 'a PNG cut off in its head', name: 'a.png', data: png(1, 1).subarray(0, 18), becomes: download },
  {
    what: 'a JPEG cut off in its head',
    name: 'a.jpg',
    data: jpegHead(2, 2).subarray(0, 22),
    becomes: download,
  },
  { what: 'a GIF cut off in its head', name: 'a.gif', data: gif(1, 1).subarray(0, 7), becomes: download },
  {
    what: 'a JPEG that says PNG',
    name: 'a.png',
    data: jpegHead(2, 2),
    said: 'image/png',
    becomes: 'image/jpeg',
  },
  { what: 'words that say PNG', name: 'a.png', data: note, said: 'image/png', becomes: download },

  // Sizes.
  { what: 'no bytes', name: 'a.txt', data: bytes(), becomes: 'bad_frame' },
  {
    what: 'a zip bomb',
    name: 'a.zip',
    data: bytes(ZIP, be32(0), be32(0xffff), be32(0xffffffff)),
    becomes: download,
  },

  // Programs.
  { what: 'a program', name: 'setup.exe', data: note, becomes: refused },
  { what: 'a program named .pdf', name: 'bill.pdf', data: bytes('MZ\x90\0'), becomes: refused },
  { what: 'a program for Linux', name: 'bill', data: bytes('\x7fELF\x02'), becomes: refused },
  { what: 'a program for macOS', name: 'bill', data: bytes('\xcf\xfa\xed\xfe'), becomes: refused },
  { what: 'a shell script', name: 'bill.txt', data: utf8('#!/bin/sh\nrm x'), becomes: refused },
  { what: 'JavaScript', name: 'a.js', data: utf8('alert(1)'), becomes: refused },
  { what: 'a shortcut', name: 'bill.pdf.lnk', data: note, becomes: refused },
  {
    what: 'a shortcut by its bytes',
    name: 'bill.pdf',
    data: bytes('L\0\0\0\x01\x14\x02\0'),
    becomes: refused,
  },
  { what: 'a shortcut of Linux', name: 'bill.desktop', data: note, becomes: refused },
  {
    what: 'a shortcut of Linux by its text',
    name: 'bill',
    data: utf8('[Desktop Entry]\nExec=x'),
    becomes: refused,
  },
  { what: 'a program behind dots and blanks', name: 'bill.pdf.exe. . .', data: note, becomes: refused },
  { what: 'a program behind what is not seen', name: 'bill.ex\u200be\u2060', data: note, becomes: refused },
  { what: 'a program in capitals', name: 'BILL.EXE', data: note, becomes: refused },

  // Names.
  { what: 'a path upwards', name: '../../etc/passwd', data: note, becomes: download, called: 'passwd' },
  {
    what: 'a path of Windows',
    name: 'C:\\Windows\\win.ini',
    data: note,
    becomes: download,
    called: 'win.ini',
  },
  { what: 'NUL in a name', name: 'a\0b.txt', data: note, becomes: download, called: 'ab.txt' },
  {
    what: 'another direction',
    name: 'bill\u202etxt.pdf',
    data: note,
    becomes: download,
    called: 'billtxt.pdf',
  },
  { what: 'no width', name: 'a\u200b\u200d\ufeff\u00ad.txt', data: note, becomes: download, called: 'a.txt' },
  {
    what: 'half a character',
    name: 'a%ED%A0%80.txt',
    data: note,
    becomes: download,
    called: 'a_ED_A0_80.txt',
  },
  { what: 'a device', name: 'CON', data: note, becomes: download, called: '_CON' },
  {
    what: 'a device with an extension',
    name: 'com1 .txt',
    data: note,
    becomes: download,
    called: '_com1.txt',
  },
  { what: 'leading dots', name: '...bashrc', data: note, becomes: download, called: 'bashrc' },
  { what: 'only dots', name: '...', data: note, becomes: download, called: 'file' },
  { what: 'no name', name: '', data: note, becomes: download, called: 'file' },
  { what: 'quotes', name: `a"; x="'b.txt`, data: note, becomes: download, called: 'a__ x=__b.txt' },
  {
    what: 'a header',
    name: 'a.txt\r\nContent-Type: text/html\r\n\r\n<b>',
    data: note,
    becomes: download,
    called: 'html _b_',
  },
  {
    what: 'markup',
    name: '<img src=x onerror=alert(1)>.txt',
    data: note,
    becomes: download,
    called: '_img src=x onerror=alert(1)_.txt',
  },
  {
    what: 'a name without end',
    name: `${'長'.repeat(400)}.pdf`,
    data: note,
    becomes: download,
    called: `${'長'.repeat(65)}.pdf`,
  },
  { what: 'a name of another script', name: 'Rechnung für Zoë 請求書.pdf', data: note, becomes: download },
];

function hugePng(): Uint8Array {
  const head = pngChunk('IHDR', bytes(be32(65_535), be32(65_535), [8, 2, 0, 0, 0]));
  return bytes('\x89PNG\r\n\x1a\n', head, pngChunk('IEND', bytes()));
}
