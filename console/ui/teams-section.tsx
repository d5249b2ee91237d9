import { bucketKey } from '../../protocol/inbox-view.ts';
import { listed } from '../format.ts';
import { t } from '../i18n.ts';
import type { DeskSettings } from '../model/desk-settings.ts';
import type { Inbox } from '../model/inbox.ts';
import { Avatar } from './avatar.tsx';
import { type DeskItemFields, DeskItems } from './desk-items.tsx';
import { DeskLoaded } from './desk-loaded.tsx';
import { NameField } from './name-field.tsx';
import { useReadable } from './use-readable.ts';

export function TeamsSection({ settings, inbox }: { settings: DeskSettings; inbox: Inbox }) {
  const counts = useReadable(inbox.state, (state) => state.counts);
  const { members = [] } = useReadable(settings.state, ({ desk }) => desk);
  const openWith = (id: string) => counts[bucketKey.team('open', id)] ?? 0;
  const namesOf = (agents: readonly string[]) =>
    listed(members.filter(({ agent }) => agents.includes(agent)).map(({ name }) => name));
  return (
    <DeskLoaded settings={settings} lead={t('teamsLead')}>
      <DeskItems
        settings={settings}
        part="teams"
        label={t('settingsTeams')}
        none={t('noTeams')}
        nameOf={({ name }) => name}
        summary={(team, id) => (
          <>
            <span class="desk-item-name">
              <bdi>{team.name}</bdi>
            </span>
            <span class="quiet">
              <bdi>{namesOf(team.members) || t('nobodyInIt')}</bdi> ·{' '}
              {t('openCount', { count: openWith(id) })}
            </span>
          </>
        )}
        form={(item) => <TeamFields {...item} settings={settings} />}
        removal={(_, id) =>
          openWith(id) > 0 ? t('removeTeamText', { count: openWith(id) }) : t('removeUnusedTeamText')
        }
        add={{ label: t('addTeam'), base: () => ({ name: '', members: [] }) }}
      />
    </DeskLoaded>
  );
}

function TeamFields({ fields, edit, settings }: DeskItemFields<'teams'> & { settings: DeskSettings }) {
  const { members = [] } = useReadable(settings.state, ({ desk }) => desk);
  const put = (agent: string, isIn: boolean) =>
    edit({ members: [...fields.members.filter((each) => each !== agent), ...(isIn ? [agent] : [])] });
  return (
    <>
      <NameField name={fields.name} changed={(name) => edit({ name })} />
      <fieldset class="picks team-picks">
        <legend>{t('teamMembers')}</legend>
        {members.map(({ agent, name }) => (
          <label key={agent}>
            <input
              type="checkbox"
              checked={fields.members.includes(agent)}
              onChange={({ currentTarget }) => put(agent, currentTarget.checked)}
            />
            <Avatar id={agent} name={name} size="small" />
            <bdi>{name}</bdi>
          </label>
        ))}
      </fieldset>
    </>
  );
}
