import type { ComponentChildren } from 'preact';
import { useRef, useState } from 'preact/hooks';
import type { Availability, DeskMember } from '../../protocol/desk.ts';
import { bucketKey } from '../../protocol/inbox-view.ts';
import { t, type Word } from '../i18n.ts';
import { type DeskPart, isChanged, RULE, shownFields } from '../model/desk-draft.ts';
import type { DeskSettings } from '../model/desk-settings.ts';
import type { Inbox } from '../model/inbox.ts';
import { Avatar } from './avatar.tsx';
import { Choice } from './choice.tsx';
import { DeskLoaded } from './desk-loaded.tsx';
import { DeskSave } from './desk-save.tsx';
import { HintedField } from './hinted-field.tsx';
import { useReadable } from './use-readable.ts';
import { AVAILABILITY } from './words.ts';

const MODES = [
  ['manual', 'modeManual', 'modeManualHint'],
  ['round-robin', 'modeRoundRobin', 'modeRoundRobinHint'],
  ['least-busy', 'modeLeastBusy', 'modeLeastBusyHint'],
] as const satisfies (readonly [string, Word, Word])[];

/** Who gets what comes in, and how much of it. */
export function AssignmentSection({ settings, inbox }: { settings: DeskSettings; inbox: Inbox }) {
  const { members = [] } = useReadable(settings.state, ({ desk }) => desk);
  const counts = useReadable(inbox.state, (state) => state.counts);
  return (
    <DeskLoaded settings={settings} lead={t('assignmentLead')}>
      <Rule settings={settings} />
      <section aria-labelledby="agents-title">
        <h4 id="agents-title">{t('agents')}</h4>
        <p class="hint">{t('agentsHint')}</p>
        <ul class="desk-items" aria-label={t('agents')}>
          {members.map((member) => (
            <li key={member.agent}>
              <AgentForm
                settings={settings}
                member={member}
                openCount={counts[bucketKey.agent('open', member.agent)] ?? 0}
              />
            </li>
          ))}
        </ul>
      </section>
    </DeskLoaded>
  );
}

function Rule({ settings }: { settings: DeskSettings }) {
  const { desk, drafts } = useReadable(settings.state);
  const rule = shownFields(desk, drafts, 'assignment', RULE);
  if (!rule) return null;
  return (
    <ChangedForm settings={settings} part="assignment" id={RULE} label={t('assignmentRule')}>
      <fieldset class="modes">
        <legend>{t('assignmentRule')}</legend>
        {MODES.map(([mode, name, hint]) => (
          <div key={mode}>
            <input
              id={`mode-${mode}`}
              type="radio"
              name="mode"
              checked={rule.mode === mode}
              aria-describedby={`mode-${mode}-hint`}
              onChange={() => settings.edit('assignment', RULE, { mode })}
            />
            <label for={`mode-${mode}`}>{t(name)}</label>
            <p id={`mode-${mode}-hint`} class="hint">
              {t(hint)}
            </p>
          </div>
        ))}
      </fieldset>
      <HintedField label={t('limitDefault')} hint={t('limitDefaultHint')}>
        {(control) => (
          <LimitInput
            {...control}
            limit={rule.limit}
            placeholder={t('noLimit')}
            change={(limit) => settings.edit('assignment', RULE, { limit })}
          />
        )}
      </HintedField>
    </ChangedForm>
  );
}

interface AgentFormProps {
  settings: DeskSettings;
  member: DeskMember;
  openCount: number;
}

function AgentForm({ settings, member: { agent, name }, openCount }: AgentFormProps) {
  const { desk, drafts } = useReadable(settings.state);
  const fields = shownFields(desk, drafts, 'members', agent);
  if (!fields) return null;
  const usual = desk.assignment?.limit ?? null;
  return (
    <ChangedForm settings={settings} part="members" id={agent} label={name}>
      <div class="desk-agent">
        <span class="desk-item-name">
          <Avatar id={agent} name={name} />
          <span class="ellipsis">
            <bdi>{name}</bdi> <span class="quiet">{t('openCount', { count: openCount })}</span>
          </span>
        </span>
        <Choice
          label={t('availability')}
          value={fields.availability}
          choices={(Object.keys(AVAILABILITY) as Availability[]).map((each) => [each, t(AVAILABILITY[each])])}
          change={(to) => settings.edit('members', agent, { availability: to as Availability })}
        />
        <div class="field">
          <label for={`limit-${agent}`}>{t('limit')}</label>
          <LimitInput
            id={`limit-${agent}`}
            limit={fields.limit}
            placeholder={usual === null ? t('noLimit') : `${usual}`}
            change={(limit) => settings.edit('members', agent, { limit })}
          />
        </div>
      </div>
    </ChangedForm>
  );
}

interface LimitInputProps {
  id?: string;
  'aria-describedby'?: string;
  limit: number | null;
  placeholder: string;
  change(limit: number | null): void;
}

const LimitInput = ({ limit, change, ...rest }: LimitInputProps) => (
  <input
    {...rest}
    type="number"
    min={1}
    max={1000}
    step={1}
    inputMode="numeric"
    autocomplete="off"
    value={limit ?? ''}
    onInput={({ currentTarget: { value } }) => change(value === '' ? null : Number(value))}
  />
);

interface ChangedFormProps {
  settings: DeskSettings;
  part: DeskPart;
  id: string;
  label: string;
  children: ComponentChildren;
}

/** What is always open for changing; how to save it comes with the first change. */
function ChangedForm({ settings, part, id, label, children }: ChangedFormProps) {
  const { desk, drafts } = useReadable(settings.state);
  const form = useRef<HTMLFormElement>(null);
  const [isSaved, setSaved] = useState(false);
  const isUnsaved = isChanged(desk, drafts, part, id);
  const submit = async (event: Event) => {
    event.preventDefault();
    setSaved(await settings.save(part, id));
    // The button that had it is gone.
    if (document.activeElement === document.body)
      form.current?.querySelector<HTMLElement>('input, select')?.focus();
  };
  return (
    <form
      ref={form}
      class="desk-changed"
      aria-label={label}
      onInput={() => setSaved(false)}
      onSubmit={(event) => void submit(event)}
    >
      {children}
      {isUnsaved && (
        <DeskSave
          saving={drafts[part].get(id)?.saving ?? { is: 'ready' }}
          cancel={() => settings.discard(part, id)}
        />
      )}
      <p class="hint" role="status">
        {isSaved && !isUnsaved && t('saved')}
      </p>
    </form>
  );
}
