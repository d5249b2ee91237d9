import { useEffect, useId, useRef, useState } from 'preact/hooks';
import type { Person as Known } from '../../protocol/person.ts';
import { shortTime } from '../format.ts';
import { t } from '../i18n.ts';
import type { Person, PersonState } from '../model/person.ts';
import { PERSON_TOOLS_ID } from './focus.ts';

interface PersonBlockProps {
  person: Person;
  state: PersonState;
  known: Known;
  /** Where the reason can be seen. */
  conversation: string;
  name: string;
  /** Null while not the whole conversation is here. */
  download: (() => void) | null;
}

/** Whether they may write, and what was said as a file. */
export function PersonBlock({ person, state, known, conversation, name, download }: PersonBlockProps) {
  const [isAsking, ask] = useState(false);
  const { block } = known;
  return (
    <section id={PERSON_TOOLS_ID} class="person-part person-block">
      {block && (
        <div class="note note-bad">
          <p>{t('blockedBy', { name: block.by.name, time: shortTime(block.at) })}</p>
          <p>
            <bdi>{block.reason}</bdi>
          </p>
        </div>
      )}
      <div class="entry-buttons">
        {block ? (
          <button type="button" class="button" onClick={() => void person.unblock()}>
            {t('unblock')}
          </button>
        ) : (
          <button type="button" class="button" onClick={() => ask(true)}>
            {t('block')}
          </button>
        )}
        <Transcript download={download} />
      </div>
      {isAsking && (
        <BlockDialog
          name={name}
          state={state}
          block={(reason) => person.block(reason, conversation)}
          download={download}
          close={() => ask(false)}
        />
      )}
    </section>
  );
}

function Transcript({ download }: { download: (() => void) | null }) {
  return (
    <button
      type="button"
      class="button"
      aria-disabled={download === null}
      title={download ? undefined : t('transcriptWaits')}
      onClick={() => download?.()}
    >
      {t('transcript')}
    </button>
  );
}

interface BlockDialogProps {
  name: string;
  state: PersonState;
  block(reason: string): Promise<boolean>;
  download: (() => void) | null;
  close(): void;
}

function BlockDialog({ name, state: { asked }, block, download, close }: BlockDialogProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const reason = useRef<HTMLTextAreaElement>(null);
  const [isEmpty, setEmpty] = useState(false);
  const [isTried, setTried] = useState(false);
  const [title, hint] = [useId(), useId()];
  useEffect(() => dialog.current?.showModal(), []);
  const submit = async (event: Event) => {
    event.preventDefault();
    const words = reason.current?.value.trim() ?? '';
    setEmpty(words === '');
    if (words === '') return reason.current?.focus();
    setTried(true);
    if (await block(words)) dialog.current?.close();
  };
  const isBusy = asked.is === 'busy';
  const isFailed = isTried && (asked.is === 'failed' || asked.is === 'refused');
  return (
    <dialog ref={dialog} class="dialog" aria-labelledby={title} onClose={close}>
      <form onSubmit={(event) => void submit(event)}>
        <div class="dialog-body">
          <h2 id={title}>{t('blockTitle', { name })}</h2>
          <p>{t('blockLead')}</p>
          <label class="field">
            <span>{t('blockReason')}</span>
            <textarea ref={reason} rows={3} dir="auto" maxLength={341} aria-describedby={hint} />
          </label>
          <p id={hint} class="hint hint-bad" role="status">
            {isEmpty
              ? t('blockReasonEmpty')
              : isFailed
                ? t(asked.is === 'failed' ? 'askedFailed' : 'askedRefused')
                : isBusy && t('working')}
          </p>
          <Transcript download={download} />
        </div>
        <footer class="dialog-foot">
          <button type="submit" class="button button-main" aria-disabled={isBusy}>
            {t('blockDo')}
          </button>
          <button type="button" class="button" onClick={() => dialog.current?.close()}>
            {t('cancel')}
          </button>
        </footer>
      </form>
    </dialog>
  );
}
