/**
 * Light formatting: *bold* or **bold**, _italic_, `code`, fenced code, lists. A stranger's text: it becomes elements of
 * ours and text, never markup. What is not closed stays as it was typed.
 */
import type { VNode } from 'preact';
import { MessageText } from '../ui/message-text.tsx';

const SPECIAL = /[*_`]|^\s*([-•]|\d{1,3}[.)])\s/m;
const FENCE = /^```[^\n]*\n([\s\S]*?)\n?```$/m;
const BULLET = /^\s*[-•*]\s+/;
const NUMBER = /^\s*\d{1,3}[.)]\s+/;
/** Marks stand at the edges of words: file_name_1 and 2 * 3 * 4 are no marks. Bounded, like all that strangers write. */
const INLINE =
  /`([^`\n]{1,500})`|(?<![\p{L}\p{N}*])\*{1,2}(?!\s)([^*\n]{1,500})(?<!\s)\*{1,2}(?![\p{L}\p{N}*])|(?<![\p{L}\p{N}_])_(?!\s)([^_\n]{1,500})(?<!\s)_(?![\p{L}\p{N}_])/u;

export function formatted(text: string): VNode | null {
  if (!SPECIAL.test(text)) return null;
  return (
    <>{text.split(FENCE).map((part, index) => (index % 2 ? <pre>{part}</pre> : <Lines text={part} />))}</>
  );
}

function Lines({ text }: { text: string }) {
  const blocks: VNode[] = [];
  let items: VNode[] = [];
  let plain: string[] = [];
  let Kind: 'ul' | 'ol' | null = null;
  const end = () => {
    if (plain.length) blocks.push(<Inline text={plain.join('\n')} />);
    if (items.length) blocks.push(Kind === 'ol' ? <ol>{items}</ol> : <ul>{items}</ul>);
    plain = [];
    items = [];
  };
  for (const line of text.split('\n')) {
    const mark = BULLET.exec(line) ?? NUMBER.exec(line);
    const next = mark ? (BULLET.test(line) ? 'ul' : 'ol') : null;
    if (next !== Kind) end();
    Kind = next;
    if (mark)
      items.push(
        <li>
          <Inline text={line.slice(mark[0].length)} />
        </li>,
      );
    else plain.push(line);
  }
  end();
  return <>{blocks}</>;
}

function Inline({ text }: { text: string }) {
  const parts: VNode[] = [];
  for (let rest = text; rest; ) {
    const found = INLINE.exec(rest);
    if (!found) {
      parts.push(<MessageText text={rest} />);
      break;
    }
    const [whole, code, bold, italic] = found;
    if (found.index) parts.push(<MessageText text={rest.slice(0, found.index)} />);
    if (code !== undefined) parts.push(<code>{code}</code>);
    else if (bold !== undefined)
      parts.push(
        <strong>
          <MessageText text={bold} />
        </strong>,
      );
    else
      parts.push(
        <em>
          <MessageText text={italic ?? ''} />
        </em>,
      );
    rest = rest.slice(found.index + whole.length);
  }
  return <>{parts}</>;
}
