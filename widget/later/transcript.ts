/** The conversation as a text file, made in the browser. */
import type { Entry } from '../../client/timeline.ts';
import { t, texts } from '../i18n.ts';

export function downloadTranscript(entries: readonly Entry[]): void {
  const lines = entries.flatMap((entry) => {
    if (entry.is !== 'message') return [];
    const who = entry.author.role === 'visitor' ? t('you') : (entry.author.name ?? t('team'));
    const when = new Date(entry.ts).toLocaleString(texts.lang);
    return [`${when}  ${who}: ${entry.text ?? t('deleted')}`];
  });
  const link = document.createElement('a');
  link.href = URL.createObjectURL(new Blob([`${lines.join('\n')}\n`], { type: 'text/plain;charset=utf-8' }));
  link.download = 'conversation.txt';
  link.click();
  URL.revokeObjectURL(link.href);
}
