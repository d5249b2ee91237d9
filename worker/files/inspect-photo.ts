/** Whether bytes are a picture that may stand for a person. Rule TEM-2 of docs/SPEC.md. */
import type { ErrorCode } from '../../protocol/codes.ts';
import { PHOTO_LIMITS } from '../../protocol/limits.ts';
import { pictureIn } from './picture-size.ts';

/** What every browser draws and every canvas makes. */
const TYPES = new Set<string>(['image/jpeg', 'image/png', 'image/webp']);

export type PhotoInspection =
  | { is: 'photo'; type: string }
  | { is: 'refused'; code: ErrorCode; message: string };

export function inspectPhoto(bytes: Uint8Array): PhotoInspection {
  const picture = pictureIn(bytes);
  if (!picture || !TYPES.has(picture.type))
    return { is: 'refused', code: 'unsupported_media', message: 'A photo is a JPEG, PNG or WebP picture.' };
  const side = PHOTO_LIMITS.pixelsPerSide;
  if (picture.width > side || picture.height > side)
    return { is: 'refused', code: 'too_large', message: `A photo has at most ${side} pixels a side.` };
  return { is: 'photo', type: picture.type };
}
