/**
 * Draws a picture anew before it leaves: what cameras write beside the pixels (place, time, device) stays here, and
 * nobody waits for more pixels than a screen has. Rule FIL-8 of docs/SPEC.md.
 */
import { FILE_LIMITS } from '../protocol/file-limits.ts';
import type { Prepare } from './attaching.ts';

/** The longer side. Pixels. */
const SIDE = 2048;
const QUALITY = 0.85;
/** A GIF may move, and cameras write none. */
const REDRAWN = /^image\/(jpeg|png|webp|avif|heic|heif|bmp|tiff)$/;
const EXTENSIONS: Record<string, string> = {
  'image/png': 'png',
  'image/jpeg': 'jpg',
  'image/webp': 'webp',
};

/** What can't be drawn here, or is no picture, is given back as it is. */
export const redrawn: Prepare = async (file) => {
  const asIs = { name: file.name, blob: file };
  if (!REDRAWN.test(file.type)) return asIs;
  // The camera's orientation is drawn in, too.
  const bitmap = await createImageBitmap(file).catch(() => null);
  if (!bitmap) return asIs;
  const scale = Math.min(1, SIDE / Math.max(bitmap.width, bitmap.height));
  const canvas = document.createElement('canvas');
  canvas.width = Math.max(1, Math.round(bitmap.width * scale));
  canvas.height = Math.max(1, Math.round(bitmap.height * scale));
  const surface = canvas.getContext('2d');
  if (!surface) return asIs;
  surface.imageSmoothingQuality = 'high';
  surface.drawImage(bitmap, 0, 0, canvas.width, canvas.height);
  bitmap.close();
  const drawnAs = (type: string) =>
    new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, type, QUALITY));
  const wanted = file.type in EXTENSIONS ? file.type : 'image/jpeg';
  let blob = await drawnAs(wanted);
  // Photographs as PNG are the one kind that stays too large.
  if (blob && blob.size > FILE_LIMITS.fileBytes) blob = await drawnAs('image/jpeg');
  return blob ? { name: renamed(file.name, blob.type), blob } : asIs;
};

/** A picture of another type gets that type's extension. */
function renamed(name: string, type: string): string {
  const extension = EXTENSIONS[type] ?? '';
  const isSo = new RegExp(`\\.${extension === 'jpg' ? 'jpe?g' : extension}$`, 'i').test(name);
  return isSo ? name : `${name.replace(/\.[^.]{1,5}$/, '')}.${extension}`;
}
