import type { Author } from '../../protocol/event.ts';
import { t } from '../i18n.ts';

/** Always takes its place, so that nothing jumps. Outside the log: read aloud, it would chatter. */
export function TypingLine({ typing, visitorName }: { typing: readonly Author[]; visitorName: string }) {
  const typist = typing.find(({ role }) => role === 'visitor') ?? typing[0];
  return (
    <p class="typing">
      {typist && (
        <>
          <span class="typing-dots" aria-hidden="true">
            <i />
            <i />
            <i />
          </span>
          {t('typing', { name: typist.name ?? visitorName })}
        </>
      )}
    </p>
  );
}
