/** What a run has seen so far. */
import type { Channel, FuzzedFrame } from './fuzz-frames.ts';
import type { FuzzedRequest } from './fuzz-requests.ts';
import type { Verdict } from './judge-frame.ts';

export interface Violation {
  /** Number of the frame or request with this run's seed; null for what concerns the whole run. */
  index: number | null;
  what: string;
}

export interface Report {
  readonly frames: Record<string, number>;
  readonly requests: Record<string, number>;
  readonly violations: Violation[];
  readonly limitedHelloCount: number;
  frame(frame: FuzzedFrame, channel: Channel, verdict: Verdict): void;
  request(request: FuzzedRequest, outcome: string, violation: string | null): void;
  limitedHello(): void;
  violate(what: string): void;
}

/** @param onProgress called after every frame and request. */
export function createReport(onProgress: () => void): Report {
  const frames: Record<string, number> = {};
  const requests: Record<string, number> = {};
  const violations: Violation[] = [];
  let limitedHelloCount = 0;
  const count = (counts: Record<string, number>, outcome: string) => {
    counts[outcome] = (counts[outcome] ?? 0) + 1;
    onProgress();
  };
  return {
    frames,
    requests,
    violations,
    get limitedHelloCount() {
      return limitedHelloCount;
    },
    frame({ index, payload, recipe, isBinary, isBeforeHello }, channel, { outcome, violation }) {
      count(frames, outcome);
      if (!violation) return;
      const place = `${channel}${isBeforeHello ? ', before hello' : ''}${isBinary ? ', binary' : ''}, ${recipe}`;
      violations.push({ index, what: `frame (${place}): ${violation}; it was ${excerpt(payload)}` });
    },
    request({ index, bytes, recipe }, outcome, violation) {
      count(requests, outcome);
      if (violation)
        violations.push({ index, what: `request (${recipe}): ${violation}; it was ${excerpt(bytes)}` });
    },
    limitedHello() {
      limitedHelloCount += 1;
    },
    violate: (what) => void violations.push({ index: null, what }),
  };
}

const excerpt = (bytes: Buffer): string =>
  `${JSON.stringify(String(bytes.subarray(0, 300)))} (${bytes.length} bytes)`;
