/** A stream cut into parts of one size; the last may be shorter. Holds one part at a time. */
export async function* inParts(
  stream: ReadableStream<Uint8Array>,
  partBytes: number,
): AsyncGenerator<Uint8Array> {
  let part = new Uint8Array(partBytes);
  let filled = 0;
  for await (const piece of stream) {
    for (let from = 0; from < piece.length; ) {
      const taken = piece.subarray(from, from + partBytes - filled);
      part.set(taken, filled);
      from += taken.length;
      filled += taken.length;
      if (filled < partBytes) continue;
      yield part;
      // Whoever took it may still hold it.
      part = new Uint8Array(partBytes);
      filled = 0;
    }
  }
  if (filled > 0) yield part.subarray(0, filled);
}
