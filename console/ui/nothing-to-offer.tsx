import { t } from '../i18n.ts';
import { type Section, settingsPath } from '../model/route.ts';
import type { Offer } from '../model/suggestions.ts';

export interface NothingToOfferProps {
  of: Offer['of'];
  go(section: Section): void;
}

/** What was typed would offer something, but there is nothing yet: says so, and where it is made. */
export function NothingToOffer({ of, go }: NothingToOfferProps) {
  const section = of === 'colleagues' ? 'people' : 'replies';
  return (
    <p class="suggestions nothing-to-offer" role="status">
      {t(of === 'colleagues' ? 'noColleagues' : 'noReplies')}{' '}
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
        {t(of === 'colleagues' ? 'inviteColleagues' : 'addReply')}
      </a>
    </p>
  );
}
