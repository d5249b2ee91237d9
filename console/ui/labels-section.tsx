import { LABEL_COLORS, type Label } from '../../protocol/desk.ts';
import { bucketKey } from '../../protocol/inbox-view.ts';
import { t, type Word } from '../i18n.ts';
import type { DeskSettings } from '../model/desk-settings.ts';
import type { Inbox } from '../model/inbox.ts';
import { type DeskItemFields, DeskItems } from './desk-items.tsx';
import { DeskLoaded } from './desk-loaded.tsx';
import { NameField } from './name-field.tsx';
import { useReadable } from './use-readable.ts';

type Color = Label['color'];

const COLOR_WORDS = {
  grey: 'colorGrey',
  red: 'colorRed',
  orange: 'colorOrange',
  yellow: 'colorYellow',
  green: 'colorGreen',
  teal: 'colorTeal',
  blue: 'colorBlue',
  purple: 'colorPurple',
  pink: 'colorPink',
} as const satisfies Record<Color, Word>;

interface LabelsSectionProps {
  settings: DeskSettings;
  inbox: Inbox;
  isAdmin: boolean;
}

export function LabelsSection({ settings, inbox, isAdmin }: LabelsSectionProps) {
  const counts = useReadable(inbox.state, (state) => state.counts);
  const openWith = (id: string) => counts[bucketKey.label('open', id)] ?? 0;
  /** One that is not in use, as long as there is one. */
  const nextColor = (): Color => {
    const used = new Set(settings.state.get().desk.labels?.map(({ color }) => color));
    return LABEL_COLORS.find((color) => color !== 'grey' && !used.has(color)) ?? 'grey';
  };
  return (
    <DeskLoaded settings={settings} lead={t('labelsLead')}>
      <DeskItems
        settings={settings}
        part="labels"
        label={t('settingsLabels')}
        none={t('noLabels')}
        isChanging={isAdmin}
        nameOf={({ name }) => name}
        summary={({ name, color }, id) => (
          <>
            <span class="desk-item-name">
              <span class={`swatch swatch-${color}`} />
              <bdi>{name}</bdi>
            </span>
            <span class="quiet">{t('openCount', { count: openWith(id) })}</span>
          </>
        )}
        form={(item) => <LabelFields {...item} />}
        removal={(_, id) =>
          openWith(id) > 0 ? t('removeLabelText', { count: openWith(id) }) : t('removeUnusedLabelText')
        }
        add={{ label: t('addLabel'), base: () => ({ name: '', color: nextColor() }) }}
      />
      {!isAdmin && <p class="hint">{t('labelsAreForAdmins')}</p>}
    </DeskLoaded>
  );
}

function LabelFields({ id, fields, edit }: DeskItemFields<'labels'>) {
  return (
    <>
      <NameField name={fields.name} changed={(name) => edit({ name })} />
      <fieldset class="picks label-colors">
        <legend>{t('labelColor')}</legend>
        {LABEL_COLORS.map((color) => (
          <label key={color}>
            <input
              type="radio"
              name={`color-${id}`}
              checked={fields.color === color}
              onChange={() => edit({ color })}
            />
            <span class={`swatch swatch-${color}`} />
            {t(COLOR_WORDS[color])}
          </label>
        ))}
      </fieldset>
    </>
  );
}
