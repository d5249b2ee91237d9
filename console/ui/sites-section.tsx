import { useRef, useState } from 'preact/hooks';
import { t } from '../i18n.ts';
import { originIn } from '../model/site-draft.ts';
import { currentDraft, type SiteSettings } from '../model/site-settings.ts';
import { HintedField } from './hinted-field.tsx';
import { CloseIcon } from './icons.tsx';
import { SitesLoaded } from './sites-loaded.tsx';
import { useReadable } from './use-readable.ts';

/** The name of a site and where it may be used; and adding one. */
export function SitesSection({ settings }: { settings: SiteSettings }) {
  const chosen = useReadable(settings.state, (state) => state.chosen);
  const isLoaded = useReadable(settings.state, (state) => state.load === 'loaded');
  return (
    <>
      <SitesLoaded settings={settings} isChoosing>
        <SiteName settings={settings} />
        <Origins key={chosen} settings={settings} />
      </SitesLoaded>
      {isLoaded && <AddSite settings={settings} />}
    </>
  );
}

function SiteName({ settings }: { settings: SiteSettings }) {
  const name = useReadable(settings.state, (state) => currentDraft(state)?.name ?? '');
  return (
    <HintedField label={t('siteName')} hint={t('siteNameHint')}>
      {(control) => (
        <input
          {...control}
          value={name}
          maxLength={80}
          autocomplete="off"
          onInput={({ currentTarget }) => settings.edit({ name: currentTarget.value })}
        />
      )}
    </HintedField>
  );
}

function Origins({ settings }: { settings: SiteSettings }) {
  const origins = useReadable(settings.state, (state) => currentDraft(state)?.origins) ?? [];
  const field = useRef<HTMLInputElement>(null);
  const [isInvalid, setInvalid] = useState(false);
  const add = (event: Event) => {
    event.preventDefault();
    const origin = originIn(field.current?.value ?? '');
    setInvalid(origin === null);
    if (origin === null || !field.current) return;
    settings.edit({ origins: [...new Set([...origins, origin])] });
    field.current.value = '';
  };
  return (
    <section>
      <h4>{t('origins')}</h4>
      <p class="hint">{origins.length === 0 ? t('originsAny') : t('originsSome')}</p>
      {origins.length > 0 && (
        <ul class="origins" aria-label={t('origins')}>
          {origins.map((origin) => (
            <li key={origin}>
              <bdi dir="ltr">{origin}</bdi>
              <button
                type="button"
                class="icon-button"
                aria-label={t('removeOrigin', { origin })}
                onClick={() => settings.edit({ origins: origins.filter((each) => each !== origin) })}
              >
                <CloseIcon />
              </button>
            </li>
          ))}
        </ul>
      )}
      <form class="line-form" onSubmit={add}>
        <label class="field">
          <span>{t('addOrigin')}</span>
          <input
            ref={field}
            dir="ltr"
            inputMode="url"
            autocomplete="off"
            placeholder="https://shop.example"
          />
        </label>
        <button type="submit" class="button">
          {t('add')}
        </button>
        <p class="hint hint-bad" role="status">
          {isInvalid && t('originInvalid')}
        </p>
      </form>
    </section>
  );
}

function AddSite({ settings }: { settings: SiteSettings }) {
  const adding = useReadable(settings.state, (state) => state.adding);
  const field = useRef<HTMLInputElement>(null);
  const submit = async (event: Event) => {
    event.preventDefault();
    const name = field.current?.value.trim();
    if (!name) return;
    await settings.add(name);
    if (field.current && settings.state.get().adding === 'added') field.current.value = '';
  };
  return (
    <section>
      <h4>{t('addSite')}</h4>
      <form class="line-form" onSubmit={(event) => void submit(event)}>
        <label class="field">
          <span>{t('siteName')}</span>
          <input ref={field} name="site" maxLength={80} required autocomplete="off" />
        </label>
        <button type="submit" class="button" aria-disabled={adding === 'adding'}>
          {t('add')}
        </button>
        <p class={adding === 'failed' ? 'hint hint-bad' : 'hint'} role="status">
          {adding === 'failed' ? t('addSiteFailed') : adding === 'added' ? t('siteAdded') : t('addSiteHint')}
        </p>
      </form>
    </section>
  );
}
