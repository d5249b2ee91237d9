/** Draws light formatting: elements of ours and text, never markup. */
import type { VNode } from 'preact';
import { type Formatted, parseFormatting } from '../../client/formatting.ts';
import { MessageText } from '../ui/message-text.tsx';

/** @returns null where there is nothing to format. */
export function formatted(text: string): VNode | null {
  const parts = parseFormatting(text);
  return parts && <>{parts.map(draw)}</>;
}

function draw(part: Formatted): VNode {
  if (typeof part === 'string') return <MessageText text={part} />;
  const [Tag, inside] = part;
  return <Tag>{typeof inside === 'string' ? inside : inside.map(draw)}</Tag>;
}
