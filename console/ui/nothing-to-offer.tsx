import { t } from '../i18n.ts';
import type { Mode } from '../model/drafts.ts';
import { type Section, settingsPath } from '../model/route.ts';

export interface NothingToOfferProps {
  mode: Mode;
  go(section: Section): void;
}

/** What was typed would offer something, but there is nothing yet: says so, and where it is made. */
export function NothingToOffer({ mode, go }: NothingToOfferProps) {
  const section = mode === 'note' ? 'people' : 'replies';
  return (
    <p class="suggestions nothing-to-offer" role="status">
      {t(mode === 'note' ? 'noColleagues' : 'noReplies')}{' '}
      <a
        class="link"
        href={settingsPath(section)}
        // The field would lose the focus, and this would be gone before it is clicked.
        onMouseDown={(event) => event.preventDefault()}
        onClick={(event) => {
          if (event.ctrlKey || event.metaKey || event.shiftKey) return;
          event.preventDefault();
          go(section);
        }}
      >
        {t(mode === 'note' ? 'inviteColleagues' : 'addReply')}
      </a>
    </p>
  );
}
