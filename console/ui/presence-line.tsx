import type { Author } from '../../protocol/event.ts';
import type { PresentFrame } from '../../protocol/team-frames.ts';
import { listed } from '../format.ts';
import { t } from '../i18n.ts';
import { Avatar } from './avatar.tsx';

interface PresenceLineProps {
  typing: readonly Author[];
  /** Colleagues who have the conversation open. */
  present: PresentFrame['agents'];
  visitorName: string;
}

/**
 * Who types, and which colleagues look on. Always takes its place, so that nothing jumps. Outside the log: read aloud, it
 * would chatter.
 */
export function PresenceLine({ typing, present, visitorName }: PresenceLineProps) {
  const typists = typing.map(({ name }) => name ?? visitorName);
  const lookers = present.filter(({ id }) => typing.every((typist) => typist.id !== id));
  const looking = t('looking', {
    names: listed(lookers.map(({ name }) => name)),
    count: lookers.length,
  });
  return (
    <div class="presence">
      {typists.length > 0 && (
        <p class="typing">
          <span class="typing-dots" aria-hidden="true">
            <i />
            <i />
            <i />
          </span>
          <span class="ellipsis">{t('typing', { names: listed(typists), count: typists.length })}</span>
        </p>
      )}
      {lookers.length > 0 && (
        <p class="looking" title={looking}>
          <span class="faces" aria-hidden="true">
            {lookers.slice(0, 4).map(({ id, name }) => (
              <Avatar key={id} id={id} name={name} size="small" />
            ))}
          </span>
          <span class="ellipsis">{looking}</span>
        </p>
      )}
    </div>
  );
}
