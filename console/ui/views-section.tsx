import { t } from '../i18n.ts';
import type { DeskFields } from '../model/desk-draft.ts';
import type { DeskSettings } from '../model/desk-settings.ts';
import type { Inbox } from '../model/inbox.ts';
import { countOf } from '../model/view.ts';
import { type DeskItemFields, DeskItems } from './desk-items.tsx';
import { DeskLoaded } from './desk-loaded.tsx';
import { NameField } from './name-field.tsx';
import { useReadable } from './use-readable.ts';
import { viewWords } from './view-words.ts';

interface ViewsSectionProps {
  settings: DeskSettings;
  inbox: Inbox;
  agent: string;
  sites: ReadonlyMap<string, string>;
}

export function ViewsSection({ settings, inbox, agent, sites }: ViewsSectionProps) {
  const counts = useReadable(inbox.state, (state) => state.counts);
  const desk = useReadable(settings.state, (state) => state.desk);
  const countIn = ({ filter }: DeskFields['views'], id: string) =>
    countOf({ filter, saved: id }, agent, counts, desk.views ?? []);
  return (
    <DeskLoaded settings={settings} lead={t('viewsLead')}>
      <DeskItems
        settings={settings}
        part="views"
        label={t('settingsViews')}
        none={t('noViews')}
        nameOf={({ name }) => name}
        summary={(view, id) => (
          <>
            <span class="desk-item-name">
              <bdi>{view.name}</bdi>
              <span class="quiet">{countIn(view, id) ?? ''}</span>
            </span>
            <span class="quiet">
              {[view.isShared ? t('viewShared') : t('viewOwn'), ...viewWords(view, desk, sites)].join(' · ')}
            </span>
          </>
        )}
        form={(item) => <ViewFields {...item} />}
        removal={({ isShared }) => t(isShared ? 'removeSharedViewText' : 'removeOwnViewText')}
      />
    </DeskLoaded>
  );
}

function ViewFields({ fields, edit }: DeskItemFields<'views'>) {
  return (
    <>
      <NameField name={fields.name} changed={(name) => edit({ name })} />
      <label class="switch">
        <input
          type="checkbox"
          checked={fields.isShared}
          onChange={({ currentTarget }) => edit({ isShared: currentTarget.checked })}
        />
        {t('viewShared')}
      </label>
      <p class="hint">{t('viewUnshareHint')}</p>
    </>
  );
}
