import { toJson } from '../../client/json.ts';
import { splitAtLinks } from '../../client/links.ts';
import type { Bubble } from '../log-items.ts';

/** A stranger's text: never markup, only web addresses become links. Files are drawn by later/files.tsx. */
export const MessageText = ({
  text,
  attachments,
}: Pick<Bubble, 'text'> & Partial<Pick<Bubble, 'attachments'>>) => (
  <>
    {!!attachments && <span data-files={toJson(attachments)} />}
    {splitAtLinks(text ?? '').map((part, index) =>
      index % 2 ? (
        <a href={part} target="_blank" rel="noopener noreferrer nofollow">
          {part}
        </a>
      ) : (
        part
      ),
    )}
  </>
);
