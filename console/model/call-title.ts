import type { Occasion } from '../../protocol/notifications.ts';
import { t } from '../i18n.ts';

/** @param who the visitor's name. */
export function callTitle(occasion: Occasion, who: string): string {
  switch (occasion) {
    case 'mention':
      return t('notifyMentionTitle', { name: who });
    case 'reminder':
      return t('notifyReminderTitle', { name: who });
    case 'test':
      return t('notifyTestTitle');
    case 'digest':
      return t('notifyDigestTitle');
    case 'message':
      return who;
  }
}
