import type { ComponentType, VNode } from 'preact';
import { useMemo } from 'preact/hooks';
import { type Formatted as Part, parseFormatting } from '../../client/formatting.ts';

export interface FormattedProps {
  text: string;
  /** Draws what is left between the marks: with links, or with mentions, too. */
  Plain: ComponentType<{ text: string }>;
}

/** A message as the visitor's messenger draws it: elements of ours and text, never markup. */
export function Formatted({ text, Plain }: FormattedProps) {
  const parts = useMemo(() => parseFormatting(text) ?? [text], [text]);
  const draw = (part: Part): VNode => {
    if (typeof part === 'string') return <Plain text={part} />;
    const [Tag, inside] = part;
    return <Tag>{typeof inside === 'string' ? inside : inside.map(draw)}</Tag>;
  };
  return <>{parts.map(draw)}</>;
}
