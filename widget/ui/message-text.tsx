import { splitAtLinks } from '../../client/links.ts';

/** A stranger's text: never markup, only web addresses become links. */
export const MessageText = ({ text }: { text: string }) => (
  <>
    {splitAtLinks(text).map((part, index) =>
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
