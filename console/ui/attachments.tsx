import { byteSize } from '../../client/byte-size.ts';
import { readAttachments } from '../../client/read-attachments.ts';
import type { Attachment } from '../../protocol/files.ts';
import { formatLocale, t } from '../i18n.ts';
import type { ConversationFiles } from '../model/conversation-files.ts';
import { FileIcon } from './icons.tsx';
import { useReadable } from './use-readable.ts';

interface AttachmentsProps {
  /** As the log has them. */
  attachments: unknown;
  files: ConversationFiles;
}

/** What came with a message: pictures as themselves, everything else as a link that downloads. */
export function Attachments({ attachments, files }: AttachmentsProps) {
  // Addresses come later than the log.
  useReadable(files.linkState);
  return (
    <ul class="attachments" aria-label={t('attachedFiles')}>
      {readAttachments(attachments).map((attachment) => (
        <li key={attachment.id}>
          <AttachmentLink attachment={attachment} files={files} />
        </li>
      ))}
    </ul>
  );
}

/** Pixels. */
const WIDTH = 320;
const HEIGHT = 260;

function AttachmentLink({
  attachment,
  files: { links },
}: {
  attachment: Attachment;
  files: ConversationFiles;
}) {
  const { id, name, bytes, width, height } = attachment;
  const href = links.get(id);
  const to = { ...(href && { href }), target: '_blank', rel: 'noopener noreferrer' };
  if (!width || !height)
    return (
      <a class="file" {...to}>
        <FileIcon />
        <bdi>{name}</bdi>
        <span class="file-size">{byteSize(bytes, formatLocale())}</span>
      </a>
    );
  // Its room is kept, so that nothing jumps when it arrives.
  const shown = Math.round(width * Math.min(1, WIDTH / width, HEIGHT / height));
  return (
    <a class="picture" style={{ inlineSize: `${shown}px`, aspectRatio: `${width} / ${height}` }} {...to}>
      {href && <img src={href} alt={name} referrerpolicy="no-referrer" onError={() => links.renew(id)} />}
    </a>
  );
}
