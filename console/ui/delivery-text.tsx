import { t } from '../i18n.ts';
import type { Delivery } from '../model/log-lines.ts';
import type { OpenConversation } from '../model/open-conversation.ts';

interface DeliveryTextProps {
  delivery: Delivery;
  cid: string | undefined;
  conversation: OpenConversation;
}

/** How far something written is on its way, and what can be done when it does not get there. */
export function DeliveryText({ delivery, cid, conversation }: DeliveryTextProps) {
  if (delivery !== 'failed' || cid === undefined) {
    return <p class="delivery">{delivery === 'sent' ? t('sent') : t('sending')}</p>;
  }
  return (
    <p class="delivery">
      <button type="button" class="link link-bad" onClick={() => conversation.retry(cid)}>
        {t('notSent')}
      </button>
      <span class="dot" aria-hidden="true" />
      <button type="button" class="link" onClick={() => conversation.discard(cid)}>
        {t('discard')}
      </button>
    </p>
  );
}
