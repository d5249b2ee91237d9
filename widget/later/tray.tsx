import type { Attaching, AttachingState, PendingFile } from '../../client/attaching.ts';
import { filesTexts as texts } from '../locales/en/files.ts';

interface TrayProps {
  state: AttachingState;
  attaching: Attaching;
}

/** What is about to be sent, above the composer. */
export const Tray = ({ state: { files, isFull }, attaching }: TrayProps) => (
  <>
    {files.length > 0 && (
      <ul aria-label={texts.files}>
        {files.map((file) => (
          <TrayFile key={file.id} file={file} attaching={attaching} />
        ))}
      </ul>
    )}
    <p class="notice" role="status">
      {isFull && texts.full}
    </p>
  </>
);

function TrayFile({ file: { id, name, state }, attaching }: { file: PendingFile; attaching: Attaching }) {
  return (
    <li>
      <span dir="auto">{name}</span>
      {state.is === 'sending' && <progress value={state.share} aria-label={name} />}
      {state.is === 'failed' && <small role="alert">{wordsFor(state.code)}</small>}
      {state.is === 'failed' && state.mayRetry && (
        <button type="button" onClick={() => attaching.retry(id)}>
          {texts.retry}
        </button>
      )}
      <button type="button" aria-label={`${texts.remove} ${name}`} onClick={() => attaching.remove(id)}>
        ×
      </button>
    </li>
  );
}

const wordsFor = (code: string): string =>
  Object.hasOwn(texts, code) ? texts[code as keyof typeof texts] : texts.failed;
