import { useEffect, useState } from 'preact/hooks';
import { t } from '../i18n.ts';
import type { SiteSettings } from '../model/site-settings.ts';
import type { SiteWords } from '../model/site-words.ts';
import { LookFields } from './look-fields.tsx';
import { MessengerPreview } from './messenger-preview.tsx';
import { PlaceFields } from './place-fields.tsx';
import { SitesLoaded } from './sites-loaded.tsx';
import { useReadable } from './use-readable.ts';
import { WordFields } from './word-fields.tsx';

/** How the messenger looks and speaks, and beside it what comes of that. */
export function MessengerSection({ settings, words }: { settings: SiteSettings; words: SiteWords }) {
  const chosen = useReadable(settings.state, (state) => state.chosen);
  const [language, setLanguage] = useState('en');
  useEffect(() => void words.load(language), [words, language]);
  return (
    <SitesLoaded settings={settings} isChoosing>
      <div class="messenger-settings">
        <div class="messenger-fields">
          <LookFields settings={settings} />
          <WordFields settings={settings} words={words} language={language} choose={setLanguage} />
          <PlaceFields settings={settings} />
          <p class="hint">{t('tagWins')}</p>
        </div>
        <MessengerPreview key={chosen} settings={settings} words={words} language={language} />
      </div>
    </SitesLoaded>
  );
}
