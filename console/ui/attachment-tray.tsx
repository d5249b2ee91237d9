import type { Attaching, PendingFile } from '../../client/attaching.ts';
import type { ApiErrorCode } from '../../client/http.ts';
import { t } from '../i18n.ts';
import { CloseIcon, FileIcon } from './icons.tsx';
import { useReadable } from './use-readable.ts';

/** Files that go with the next reply, and how far each is on its way. */
export function AttachmentTray({ attaching }: { attaching: Attaching }) {
  const { files, isFull } = useReadable(attaching.state);
  return (
    <>
      {files.length > 0 && (
        <ul class="tray" aria-label={t('attachedFiles')}>
          {files.map((file) => (
            <TrayFile key={file.id} file={file} attaching={attaching} />
          ))}
        </ul>
      )}
      <div role="status">{isFull && <p class="note">{t('tooManyFiles')}</p>}</div>
    </>
  );
}

function TrayFile({ file: { id, name, state }, attaching }: { file: PendingFile; attaching: Attaching }) {
  return (
    <li class="tray-file">
      <FileIcon />
      <bdi>{name}</bdi>
      {state.is === 'sending' && <progress value={state.share} aria-label={name} />}
      {state.is === 'failed' && (
        <span class="tray-fault" role="alert">
          {faultText(state.code)}
        </span>
      )}
      {state.is === 'failed' && state.mayRetry && (
        <button type="button" class="link" onClick={() => attaching.retry(id)}>
          {t('tryAgain')}
        </button>
      )}
      <button
        type="button"
        class="icon-button"
        aria-label={t('removeFile', { name })}
        onClick={() => attaching.remove(id)}
      >
        <CloseIcon />
      </button>
    </li>
  );
}

function faultText(code: ApiErrorCode): string {
  switch (code) {
    case 'too_large':
      return t('fileTooLarge');
    case 'unsupported_media':
      return t('fileUnsupported');
    case 'quota_exceeded':
      return t('fileNoRoom');
    default:
      return t('fileNotSent');
  }
}
