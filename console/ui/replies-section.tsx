import { useState } from 'preact/hooks';
import { t } from '../i18n.ts';
import type { DeskSettings } from '../model/desk-settings.ts';
import { DeskItems } from './desk-items.tsx';
import { DeskLoaded } from './desk-loaded.tsx';
import { hasWords } from './palette.tsx';
import { ReplyFields } from './reply-fields.tsx';
import { useReadable } from './use-readable.ts';

interface RepliesSectionProps {
  settings: DeskSettings;
  /** What a preview calls the agent and the site. */
  agentName: string;
  siteName: string;
}

export function RepliesSection({ settings, agentName, siteName }: RepliesSectionProps) {
  const { replies = [] } = useReadable(settings.state, ({ desk }) => desk);
  const [sought, seek] = useState('');
  const isFound = (reply: { shortcut: string; title: string; text: string }) =>
    hasWords(`/${reply.shortcut} ${reply.title} ${reply.text}`, sought.trim());
  const count = replies.filter(isFound).length;
  return (
    <DeskLoaded settings={settings} lead={t('repliesLead')}>
      {replies.length > 0 && (
        <label class="field">
          <span>{t('findReply')}</span>
          <input
            type="search"
            value={sought}
            autocomplete="off"
            onInput={({ currentTarget }) => seek(currentTarget.value)}
          />
        </label>
      )}
      <p class={count > 0 ? 'unseen' : 'quiet'} role="status">
        {sought.trim() &&
          replies.length > 0 &&
          (count > 0 ? t('repliesFound', { count }) : t('noRepliesFound'))}
      </p>
      <DeskItems
        settings={settings}
        part="replies"
        label={t('settingsReplies')}
        none={t('noReplies')}
        isFound={isFound}
        nameOf={({ title, shortcut }) => title || `/${shortcut}`}
        summary={({ shortcut, title, text }) => (
          <>
            <span class="desk-item-name">
              <bdi>{title}</bdi>
              <bdi class="shortcut">/{shortcut}</bdi>
            </span>
            <span class="quiet reply-text" dir="auto">
              {text}
            </span>
          </>
        )}
        form={(item) => <ReplyFields {...item} replies={replies} agentName={agentName} siteName={siteName} />}
        removal={() => t('removeReplyText')}
        add={{ label: t('addReply'), base: () => ({ shortcut: '', title: '', text: '' }) }}
      />
    </DeskLoaded>
  );
}
