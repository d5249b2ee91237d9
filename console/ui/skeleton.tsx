import { t } from '../i18n.ts';

const ROWS = [0, 1, 2, 3, 4, 5];
const BUBBLES = ['theirs', 'mine', 'theirs'] as const;

/** Grey bones in the shape of what comes, so that nothing jumps when it does. */
export function ListSkeleton() {
  return (
    <div class="list-scroll" role="status">
      <span class="unseen">{t('checking')}</span>
      {ROWS.map((row) => (
        <div key={row} class="row" aria-hidden="true">
          <span class="avatar avatar-medium bone" />
          <span class="bone bone-name" />
          <span class="bone bone-preview" />
        </div>
      ))}
    </div>
  );
}

export function LogSkeleton() {
  return (
    <div class="log-bones" role="status">
      <span class="unseen">{t('loadingConversation')}</span>
      {BUBBLES.map((side, index) => (
        <span key={index} class={`bone bone-bubble bone-${side}`} aria-hidden="true" />
      ))}
    </div>
  );
}
