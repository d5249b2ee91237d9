import { t } from '../i18n.ts';
import { blanksIn, fillIn, type Values } from '../model/saved-reply.ts';

interface ReplyPreviewProps {
  text: string;
  agentName: string;
  siteName: string;
}

/** A saved reply as two visitors would get it: one who is known, and one who is not. */
export function ReplyPreview({ text, agentName, siteName }: ReplyPreviewProps) {
  const unknown: Values = {
    'visitor.firstName': '',
    'visitor.name': '',
    'visitor.email': '',
    'agent.name': agentName,
    'site.name': siteName,
    'page.title': t('samplePage'),
    'page.url': 'https://shop.example/hours',
  };
  const known: Values = {
    ...unknown,
    'visitor.firstName': t('sampleFirstName'),
    'visitor.name': t('sampleName'),
    'visitor.email': 'robin@example.com',
  };
  const full = fillIn(text, known);
  const bare = fillIn(text, unknown);
  if (!text.trim()) return null;
  return (
    <section class="reply-preview" aria-label={t('preview')}>
      <Filled label={t(bare === full ? 'preview' : 'previewKnown')} text={full} />
      {bare !== full && <Filled label={t('previewUnknown')} text={bare} />}
      {blanksIn(bare).length > 0 && <p class="hint">{t('previewBlanks')}</p>}
    </section>
  );
}

function Filled({ label, text }: { label: string; text: string }) {
  const parts: (string | { blank: string })[] = [];
  let from = 0;
  for (const blank of blanksIn(text)) {
    parts.push(text.slice(from, blank.at), { blank: blank.text });
    from = blank.at + blank.text.length;
  }
  parts.push(text.slice(from));
  return (
    <figure>
      <figcaption>{label}</figcaption>
      <p dir="auto">{parts.map((part) => (typeof part === 'string' ? part : <mark>{part.blank}</mark>))}</p>
    </figure>
  );
}
