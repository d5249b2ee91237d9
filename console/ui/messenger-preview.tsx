import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { Look } from '../../protocol/look.ts';
import { t } from '../i18n.ts';
import { chosenSite, type SiteSettings } from '../model/site-settings.ts';
import { previewTexts, type SiteWords } from '../model/site-words.ts';
import { useLook } from './use-look.ts';
import { useReadable } from './use-readable.ts';

interface MessengerPreviewProps {
  settings: SiteSettings;
  words: SiteWords;
  language: string;
}

/** The real messenger with the settings as they are in the form, in a frame that can do nothing (widget/preview.ts). */
export function MessengerPreview({ settings, words, language }: MessengerPreviewProps) {
  const site = useReadable(settings.state, (state) => chosenSite(state)?.site);
  const built = useReadable(words.state, ({ texts }) => texts.get(language));
  const look = useLook(settings);
  const [isOpen, setOpen] = useState(true);
  const [port, setPort] = useState<MessagePort | null>(null);
  const frame = useRef<HTMLIFrameElement>(null);

  // Before the frame can have loaded: what it says once and nobody hears would leave it empty.
  useLayoutEffect(() => {
    const received = ({ source, ports, data }: MessageEvent) => {
      // The frame has no origin; it is known by its window.
      if (source === frame.current?.contentWindow && data === 'porchlight-preview') setPort(ports[0] ?? null);
    };
    addEventListener('message', received);
    return () => removeEventListener('message', received);
  }, []);

  useEffect(() => {
    if (!port || !built) return;
    const texts = { [language.slice(0, 2)]: previewTexts(built, look.texts?.[language] ?? {}) };
    port.postMessage({ settings: { ...shownOf(look), locale: language, texts }, isOpen });
  }, [port, built, look, language, isOpen]);

  return (
    <div class="preview">
      <div class="preview-head">
        <h4>{t('preview')}</h4>
        <button type="button" class="button" aria-pressed={isOpen} onClick={() => setOpen(!isOpen)}>
          {isOpen ? t('previewClose') : t('previewOpen')}
        </button>
      </div>
      <iframe
        ref={frame}
        title={t('preview')}
        src={`/to/${site}/preview`}
        sandbox="allow-scripts"
        referrerpolicy="no-referrer"
        // To be looked at; inside it is inert, too.
        inert
      />
      <p class="hint">
        <a class="link" href={`/to/${site}`} target="_blank" rel="noopener">
          {t('installTry')}
          <span class="unseen"> ({t('opensNewTab')})</span>
        </a>
      </p>
    </div>
  );
}

/** Each by name, so that what was taken out goes. What would hide the preview itself is left out. */
const shownOf = (look: Look) => ({
  color: look.color,
  colorScheme: look.colorScheme,
  position: look.position,
  offsetX: look.offsetX,
  offsetY: look.offsetY,
  launcherIcon: look.launcherIcon,
  hideLauncher: look.hideLauncher,
  askFirst: look.askFirst,
  quickReplies: look.quickReplies,
  hideOnPages: undefined,
  hideOnPhones: undefined,
  launcher: undefined,
});
