import { byteSize } from '../../client/byte-size.ts';
import type { FileLinks } from '../../client/file-links.ts';
import type { Attachment } from '../../protocol/files.ts';

interface AttachmentsProps {
  attachments: readonly Attachment[];
  links: FileLinks;
}

/** The files of one message. Pictures have their room before they arrive, so that nothing jumps. */
export const Attachments = ({ attachments, links }: AttachmentsProps) => (
  <>
    {attachments.map((attachment) => (
      <AttachmentLink key={attachment.id} attachment={attachment} links={links} />
    ))}
  </>
);

/** Pixels. */
const WIDTH = 260;
const HEIGHT = 320;

function AttachmentLink({ attachment, links }: { attachment: Attachment; links: FileLinks }) {
  const { id, name, bytes, width, height } = attachment;
  const href = links.get(id);
  const to = { ...(href && { href }), target: '_blank', rel: 'noopener noreferrer' };
  if (!width || !height)
    return (
      <a class="file" {...to}>
        {name} <small>{byteSize(bytes)}</small>
      </a>
    );
  const shown = Math.round(width * Math.min(1, WIDTH / width, HEIGHT / height));
  return (
    <a class="picture" style={`width:${shown}px;aspect-ratio:${width}/${height}`} {...to}>
      {href && <img src={href} alt={name} referrerpolicy="no-referrer" onError={() => links.renew(id)} />}
    </a>
  );
}
