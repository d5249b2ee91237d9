/** Names of files as people may see and keep them: a stranger chose them, and disks and headers take them literally. */
import { FILE_LIMITS } from '../../protocol/file-limits.ts';

/** Control characters, direction and width that nobody sees, separators of lines, private use, half characters. */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Co}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/gu;
/** What Windows refuses in a name, and what would leave an attribute or a header's quotes. */
const FORBIDDEN = /[<>:"|?*'`%;]/g;
/** Devices, whatever extension follows (Windows). */
const DEVICE = /^(con|prn|aux|nul|conin\$|conout\$|(com|lpt)[\d¹²³])(?=\s*(\.|$))/i;
/** More than that is no extension but a name with a dot. */
const EXTENSION = /\.[^.]{1,16}$/u;

/** A name without a path, that is a name on every disk and reads as what it is. Never empty. */
export function safeFileName(wanted: string): string {
  const base = wanted.normalize('NFC').split(/[/\\]/).at(-1) ?? '';
  const seen = base.replace(/\s+/g, ' ').replace(UNSEEN, '').replace(FORBIDDEN, '_');
  // Leading dots hide a file, trailing dots and spaces vanish on Windows and take the extension's meaning along.
  const bare = seen.replace(/^[.\s]+|[.\s]+$/g, '').replace(DEVICE, '_$1');
  return cut(bare) || 'file';
}

/** In lower case, without the dot; empty when there is none. */
export const extensionOf = (name: string): string => /\.([^.]+)$/.exec(name)?.[1]?.toLowerCase() ?? '';

/** As much of the name as fits, with its extension. */
function cut(name: string): string {
  const extension = EXTENSION.exec(name)?.[0] ?? '';
  const stem = name.slice(0, name.length - extension.length);
  const room = FILE_LIMITS.nameBytes - Buffer.byteLength(extension);
  const whole = new Uint8Array(room);
  // `encodeInto` never splits a character.
  return stem.slice(0, new TextEncoder().encodeInto(stem, whole).read).trimEnd() + extension;
}
