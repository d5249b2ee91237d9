/** Everything about files in the messenger: fetched when the log has one, or the visitor is about to send one. */
import { render } from 'preact';
import { createAttaching, type SendFile } from '../../client/attaching.ts';
import { redrawn } from '../../client/browser-picture.ts';
import { uploadTo } from '../../client/browser-upload.ts';
import type { Environment } from '../../client/environment.ts';
import { createFileLinks } from '../../client/file-links.ts';
import { ApiError, call } from '../../client/http.ts';
import { toJson } from '../../client/json.ts';
import { readAttachments } from '../../client/read-attachments.ts';
import { fileLinks } from '../../protocol/files.ts';
import { conversationUrl } from '../backend.ts';
import type { MessengerHost } from '../contract.ts';
import { filesOf } from '../drafts.ts';
import type { MessengerModel } from '../model.ts';
import styles from '../styles/files.css?inline';
import { isSendKey } from '../ui/composer.tsx';
import { Attachments } from './attachments.tsx';
import { Tray } from './tray.tsx';

type Given = Parameters<typeof createFiles>;

/** Closer to the end than this, the reader is at the end (as in ui/stage.ts). */
const NEAR_PX = 40;

/** One for each messenger: it listens there itself from then on. */
const known = new WeakMap<Element, ReturnType<typeof createFiles>>();

/**
 * @param because the event, if it was one.
 * @param pasted the files that came with it: they had to be taken before this was here.
 */
export function files(...given: [...Given, because?: Event | undefined, pasted?: File[] | undefined]): void {
  const [place, host, environment, model, because, pasted = []] = given;
  const here = known.get(place) ?? createFiles(place, host, environment, model);
  known.set(place, here);
  if (because?.type === 'click') here.pick();
  else if (pasted.length > 0) here.add(pasted);
  here.draw();
}

function createFiles(
  place: HTMLElement,
  host: MessengerHost,
  environment: Environment,
  model: MessengerModel,
) {
  let shown = model.state.get().shown;
  let isSending = false;
  host.adoptStyles(styles);

  const links = createFileLinks(
    environment.clock,
    host.origin,
    async (wanted) => {
      // Looking at a log must never make a visitor of somebody who asked to be forgotten.
      if (!model.state.get().shown) throw new ApiError('not_found', 'There is no chat.');
      const { visitor, conversation } = model.begin();
      const url = `${conversationUrl(host.origin, conversation)}/links`;
      return call(environment, fileLinks, {
        method: 'POST',
        url,
        bearer: visitor.token,
        body: { files: wanted },
      });
    },
    () => draw(),
  );

  /** The conversation may have to be created first, or the network to come back. */
  const connected = () =>
    new Promise<void>((resolve, reject) => {
      const look = () => {
        const connection = model.state.get().conversation?.connection;
        if (connection?.is === 'online') resolve();
        else if (connection?.is === 'refused') reject(new ApiError(connection.code, 'There is no chat.'));
        else return;
        stopLooking();
      };
      const stopLooking = model.state.subscribe(look);
      look();
    });

  const send: SendFile = async (file, progress, signal) => {
    const { visitor, conversation } = model.begin();
    await connected();
    if (signal.aborted) throw new ApiError('unreachable', 'Removed meanwhile.');
    return uploadTo(conversationUrl(host.origin, conversation), visitor.token)(file, progress, signal);
  };
  const attaching = createAttaching(environment.random, redrawn, () => send);

  /** The next page, or this one once it is loaded again, goes on with those that have arrived. */
  const keep = () => {
    if (shown === null) return;
    const arrived = attaching.state
      .get()
      .files.flatMap((file) => ('attachment' in file.state ? [file.state.attachment] : []));
    model.drafts.set(filesOf(shown), arrived.length > 0 ? toJson(arrived) : '');
  };

  const restore = () => {
    const kept = shown !== null && model.drafts.of(filesOf(shown));
    if (kept) attaching.giveBack(readAttachments(JSON.parse(kept)));
  };

  const change = (now: string | null) => {
    const wasBegun = shown === null;
    // So that what is taken away here stays kept.
    shown = null;
    if (!wasBegun) attaching.clear();
    shown = now;
    if (wasBegun) keep();
    else restore();
  };

  const hasFiles = () => attaching.state.get().files.length > 0;

  /** Once all have arrived, the message goes its usual way. */
  const sendAll = async () => {
    if (isSending) return;
    isSending = true;
    if (await attaching.settled())
      attaching.take((attachments) => {
        const text = model.state.get().draft.trim();
        const outcome = model.begin().client.send({ kind: 'message', text, attachments });
        // Says why, and keeps the words.
        if ('refused' in outcome) model.sendDraft();
        else model.typed('');
        return !('refused' in outcome);
      });
    isSending = false;
    draw();
  };

  /** Whoever is at the end of the log stays there while what is drawn here takes room. */
  const draw = () => {
    const log = place.querySelector('.log');
    const isAtEnd = log && log.scrollHeight - log.scrollTop - log.clientHeight < NEAR_PX;
    drawFiles();
    if (isAtEnd) log.scrollTo(0, log.scrollHeight);
  };

  const drawFiles = () => {
    for (const spot of place.querySelectorAll<HTMLElement>('[data-files]'))
      render(
        <Attachments attachments={readAttachments(JSON.parse(spot.dataset.files ?? '[]'))} links={links} />,
        spot,
      );
    const field = place.querySelector('.field');
    if (!field) return;
    const before = field.previousElementSibling;
    const tray = before?.className === 'tray' ? before : document.createElement('div');
    if (tray !== before) {
      tray.className = 'tray';
      field.before(tray);
    }
    field.classList.toggle('full', hasFiles());
    render(<Tray state={attaching.state.get()} attaching={attaching} />, tray);
  };

  const hold = (event: Event) => {
    event.preventDefault();
    event.stopPropagation();
  };
  place.addEventListener(
    'click',
    (event) => {
      if (!hasFiles() || !(event.target as Element).closest('.send')) return;
      hold(event);
      void sendAll();
    },
    true,
  );
  place.addEventListener(
    'keydown',
    (event) => {
      if (!hasFiles() || !(event.target as Element).matches('.field textarea') || !isSendKey(event)) return;
      hold(event);
      void sendAll();
    },
    true,
  );
  place.addEventListener('dragover', (event) => {
    if (event.dataTransfer?.types.includes('Files')) event.preventDefault();
  });
  place.addEventListener('drop', (event) => {
    const dropped = [...(event.dataTransfer?.files ?? [])];
    if (dropped.length === 0) return;
    event.preventDefault();
    attaching.add(dropped);
  });
  attaching.state.subscribe(() => {
    keep();
    draw();
  });
  restore();
  // After the messenger has drawn the same change.
  model.state.subscribe(() =>
    queueMicrotask(() => {
      // What was chosen was for that conversation, and is stored there. The first file makes one of none.
      const now = model.state.get().shown;
      if (now !== shown) change(now);
      draw();
    }),
  );

  return {
    draw,
    add: attaching.add,
    pick() {
      const input = document.createElement('input');
      input.type = 'file';
      input.multiple = true;
      input.onchange = () => {
        attaching.add([...(input.files ?? [])]);
        // So that Enter sends them; a phone's keyboard would cover them.
        if (!matchMedia('(pointer:coarse)').matches)
          place.querySelector<HTMLElement>('.field textarea')?.focus();
      };
      input.click();
    },
  };
}
