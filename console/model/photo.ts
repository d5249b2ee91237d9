/** An agent's photo on its way: cut to a square and drawn small here, so that what the camera wrote beside it stays. */
import { PHOTO_LIMITS } from '../../protocol/limits.ts';

/** Twice the largest that is shown. Pixels. */
const SIDE = 128;
const QUALITIES = [0.9, 0.75, 0.5];

/** Null when the browser can't read it as a picture. */
export async function squarePhoto(file: Blob): Promise<Blob | null> {
  // The camera's orientation is drawn in, too.
  const bitmap = await createImageBitmap(file).catch(() => null);
  const canvas = document.createElement('canvas');
  canvas.width = canvas.height = SIDE;
  const surface = canvas.getContext('2d');
  if (!bitmap || !surface) return null;
  // A JPEG has no transparency: what was seen through would be black.
  surface.fillStyle = 'white';
  surface.fillRect(0, 0, SIDE, SIDE);
  surface.imageSmoothingQuality = 'high';
  const { width, height } = bitmap;
  const side = Math.min(width, height);
  surface.drawImage(bitmap, (width - side) / 2, (height - side) / 2, side, side, 0, 0, SIDE, SIDE);
  bitmap.close();
  for (const quality of QUALITIES) {
    const drawn = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, 'image/jpeg', quality));
    if (drawn && drawn.size <= PHOTO_LIMITS.bytes) return drawn;
  }
  return null;
}

/** `call` of client/http.ts with this in place of the environment's `request` sends bytes as they are. */
export const sendingBytes = (blob: Blob) => ({
  async request({ method, url }: { method: string; url: string }) {
    const response = await fetch(url, { method, body: blob, signal: AbortSignal.timeout(30_000) });
    return { status: response.status, text: await response.text() };
  },
});
