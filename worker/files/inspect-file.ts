/**
 * What a file is to us, decided by its name and its first bytes, never by what the sender says of it. Pure, tested as a
 * table. Rules FIL-4 and FIL-5 of docs/SPEC.md.
 */
import type { ErrorCode } from '../../protocol/codes.ts';
import { FILE_LIMITS } from '../../protocol/file-limits.ts';
import { extensionOf } from './file-name.ts';
import { type Picture, pictureIn } from './picture-size.ts';

/** The type of everything that is only ever downloaded. */
export const UNNAMED_TYPE = 'application/octet-stream';

export type Inspection =
  | { is: 'picture'; picture: Picture }
  | { is: 'file' }
  | { is: 'refused'; code: ErrorCode; message: string };

/** What runs when somebody opens it, on one system or another, and documents that hold script. */
const REFUSED_EXTENSIONS = new Set(
  `svg svgz htm html shtml xhtml xht mht mhtml hta htc xsl xslt swf
   exe com bat cmd scr pif cpl msi msp msix appx dll sys drv ocx xll gadget inf reg lnk url scf library-ms search-ms
   appref-ms application settingcontent-ms diagcab chm hlp iso img vhd vhdx one
   js mjs cjs jse vb vbs vbe ws wsf wsh wsc sct ps1 psm1 psd1 jar jnlp class
   app command terminal workflow dmg pkg sh bash zsh csh fish run appimage desktop deb rpm apk ipa`.split(
    /\s+/,
  ),
);

/** How programs begin, whatever they are called. As Latin-1 text. */
const PROGRAMS = [
  'MZ', // Windows
  '\x7fELF', // Linux
  ...['\xfe\xed\xfa\xce', '\xfe\xed\xfa\xcf', '\xce\xfa\xed\xfe', '\xcf\xfa\xed\xfe'], // macOS
  '\xca\xfe\xba\xbe', // macOS, Java
  '#!', // scripts
  'L\0\0\0\x01\x14\x02\0', // Windows shortcuts
  'dex\n', // Android
];
const SHORTCUT = /^\s*\[(Desktop Entry|InternetShortcut)\]/;

/** The beginning of what a browser would render. */
const MARKUP =
  /<(!doctype\s+(html|svg)|html|head|body|script|svg|iframe|style|title|meta|link|img|table|div|p|a|h1|br|b|font|object|embed|form)[\s/>:]/iy;
/** What may stand before it. */
const BEFORE_MARKUP = /\s+|<!--[\s\S]*?-->|<\?[\s\S]*?\?>|<![^>]*>/y;
const XML = /^\s*<\?xml/i;
/** XML that does more than hold data. */
const LIVELY =
  /<([\w-]+:)?(script|svg|html)[\s/>]|<\?xml-stylesheet|xmlns(:\w+)?\s*=\s*["']http:\/\/www\.w3\.org\/(1999\/xhtml|2000\/svg|1999\/XSL)/i;

/** How much of the beginning is read as text. */
const TEXT_BYTES = 64 * 1024;

/** @param head as much of the beginning as there is at hand; up to a megabyte is enough. */
export function inspectFile(name: string, head: Uint8Array): Inspection {
  const extension = extensionOf(name);
  if (REFUSED_EXTENSIONS.has(extension)) return unsupported(`Files that end in .${extension} are not taken.`);
  const picture = pictureIn(head);
  if (picture) return judged(picture);
  const latin = Buffer.from(head.subarray(0, 8)).toString('latin1');
  const text = asText(head.subarray(0, TEXT_BYTES));
  if (PROGRAMS.some((program) => latin.startsWith(program)) || SHORTCUT.test(text))
    return unsupported('Programs are not taken.');
  if (isMarkup(text)) return unsupported('Web pages are not taken.');
  if (XML.test(text) && LIVELY.test(text)) return unsupported('XML with script or style in it is not taken.');
  return { is: 'file' };
}

function judged(picture: Picture): Inspection {
  const megapixels = (picture.width * picture.height) / 1e6;
  return megapixels > FILE_LIMITS.pictureMegapixels
    ? {
        is: 'refused',
        code: 'too_large',
        message: `A picture has at most ${FILE_LIMITS.pictureMegapixels} megapixels.`,
      }
    : { is: 'picture', picture };
}

/** One step after the other: as one expression, comments in a row would take for ever. */
function isMarkup(text: string): boolean {
  for (let at = 0; ; ) {
    MARKUP.lastIndex = BEFORE_MARKUP.lastIndex = at;
    if (MARKUP.test(text)) return true;
    if (!BEFORE_MARKUP.test(text)) return false;
    at = BEFORE_MARKUP.lastIndex;
  }
}

/** In the encoding that a byte order mark tells, as browsers read it. */
function asText(head: Uint8Array): string {
  const encoding =
    head[0] === 0xff && head[1] === 0xfe
      ? 'utf-16le'
      : head[0] === 0xfe && head[1] === 0xff
        ? 'utf-16be'
        : 'utf-8';
  return new TextDecoder(encoding).decode(head);
}

const unsupported = (message: string): Inspection => ({ is: 'refused', code: 'unsupported_media', message });
