import type { Attaching, AttachingState, PendingFile } from '../../client/attaching.ts';
import { FILE_LIMITS } from '../../protocol/file-limits.ts';
import { t } from '../i18n.ts';

interface TrayProps {
  state: AttachingState;
  attaching: Attaching;
}

/** What is about to be sent, above the composer. */
export const Tray = ({ state: { files, isFull }, attaching }: TrayProps) => (
  <>
    {files.length > 0 && (
      <ul aria-label={t('attach')}>
        {files.map((file) => (
          <TrayFile key={file.id} file={file} attaching={attaching} />
        ))}
      </ul>
    )}
    <p class="notice" role="status">
      {isFull && `${FILE_LIMITS.perMessage} / ${FILE_LIMITS.perMessage}`}
    </p>
  </>
);

function TrayFile({ file: { id, name, state }, attaching }: { file: PendingFile; attaching: Attaching }) {
  return (
    <li>
      <span dir="auto">{name}</span>
      {state.is === 'sending' && <progress value={state.share} aria-label={name} />}
      {state.is === 'failed' && <small role="alert">{wordsFor(state.code, name)}</small>}
      {state.is === 'failed' && state.mayRetry && (
        <button type="button" onClick={() => attaching.retry(id)}>
          {t('failed')}
        </button>
      )}
      <button type="button" aria-label={`${t('remove')} ${name}`} onClick={() => attaching.remove(id)}>
        ×
      </button>
    </li>
  );
}

const wordsFor = (code: string, name: string): string =>
  code === 'too_large'
    ? t('fileTooLarge', name)
    : code === 'unsupported_media' || code === 'quota_exceeded'
      ? t('fileRefused', name)
      : '';
