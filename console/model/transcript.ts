/** A conversation as a text file, to be kept as evidence: every message, by whom and when. Pure. */
import { byteSize } from '../../client/byte-size.ts';
import { readAttachments } from '../../client/read-attachments.ts';
import type { MessageEntry, Timeline } from '../../client/timeline.ts';
import { t } from '../i18n.ts';

interface TranscriptOf {
  conversation: string;
  /** As the team calls the visitor. */
  name: string;
  email: string | null;
  /** Why they are blocked; null if they are not. */
  blockedFor: string | null;
}

/** @param now milliseconds; when it is written down. */
export function transcriptOf(
  { conversation, name, email, blockedFor }: TranscriptOf,
  { entries }: Pick<Timeline, 'entries'>,
  now: number,
): string {
  const messages = entries.filter((entry): entry is MessageEntry => entry.is === 'message');
  const head = [
    t('transcriptWith', { name: oneLine(name) }),
    email && t('transcriptEmail', { email: oneLine(email) }),
    t('transcriptId', { id: conversation }),
    t('transcriptMade', { time: utc(now), count: messages.length }),
    blockedFor && t('transcriptBlocked', { reason: oneLine(blockedFor) }),
    t('transcriptLeftOut'),
  ];
  return `${[...head.filter(Boolean), '', ...messages.map((message) => entryText(message, name))].join('\r\n')}\r\n`;
}

function entryText({ ts, author, text, isEdited, attachments }: MessageEntry, visitor: string): string {
  const who = author.role === 'visitor' ? author.name || visitor : author.name || t('team');
  const role = author.role === 'visitor' ? t('visitor') : t('team');
  const marks = isEdited && text !== null ? ` (${t('edited')})` : '';
  const files = readAttachments(attachments).map(({ name, bytes }) =>
    t('transcriptFile', { name: oneLine(name), size: byteSize(bytes) }),
  );
  const words = text === null ? [t('messageDeleted')] : text ? text.split(LINE_ENDS) : [];
  // Indented, so that nobody's words can pass for an entry of their own.
  const body = [...words, ...files].map((line) => `    ${line}`);
  return [`[${utc(ts)}] ${oneLine(who)}, ${role}${marks}:`, ...body, ''].join('\r\n');
}

const LINE_ENDS = /\r\n?|[\n\v\f\u0085\u2028\u2029]/u;
const oneLine = (text: string): string => text.replaceAll(/[\s\u0085]+/gu, ' ').trim();
const utc = (at: number): string => `${new Date(at).toISOString().slice(0, 19).replace('T', ' ')} UTC`;
