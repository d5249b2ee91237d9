import { useEffect, useMemo, useRef } from 'preact/hooks';
import { t, type Word } from '../i18n.ts';
import { createDeskSettings } from '../model/desk-settings.ts';
import { SECTIONS, type Section, settingsPath } from '../model/route.ts';
import type { Session, SessionState } from '../model/session.ts';
import { chosenSite } from '../model/site-settings.ts';
import type { Workspace } from '../model/workspace.ts';
import { AssignmentSection } from './assignment-section.tsx';
import { BackIcon } from './icons.tsx';
import { InstallSection } from './install-section.tsx';
import { LabelsSection } from './labels-section.tsx';
import { LeaveDialog } from './leave-dialog.tsx';
import { LookupSection } from './lookup-section.tsx';
import { MessengerSection } from './messenger-section.tsx';
import { PeopleSection } from './people-section.tsx';
import { RepliesSection } from './replies-section.tsx';
import { SaveBar } from './save-bar.tsx';
import { SendSettings } from './send-settings.tsx';
import { SitesSection } from './sites-section.tsx';
import { TeamsSection } from './teams-section.tsx';
import { useReadable } from './use-readable.ts';
import { useUnsavedGuard } from './use-unsaved-guard.ts';
import { ViewsSection } from './views-section.tsx';
import { YouSection } from './you-section.tsx';

interface SettingsScreenProps {
  workspace: Workspace;
  session: Session;
  signedIn: Extract<SessionState, { is: 'signed-in' }>;
}

const NAMES = {
  messenger: 'settingsMessenger',
  install: 'settingsInstall',
  sites: 'settingsSites',
  people: 'settingsPeople',
  teams: 'settingsTeams',
  assignment: 'settingsAssignment',
  labels: 'settingsLabels',
  replies: 'settingsReplies',
  views: 'settingsViews',
  lookup: 'settingsLookup',
  you: 'settingsYou',
} as const satisfies Record<Section, Word>;

/** Which stand together, and under which heading. */
const GROUPS = [
  ['navWebsite', ['messenger', 'install', 'sites']],
  ['team', ['people', 'teams', 'assignment']],
  ['navInbox', ['labels', 'replies', 'views']],
  ['accountTitle', ['you']],
] as const satisfies readonly (readonly [Word, readonly Section[]])[];

/** What only owners and admins may change; the server decides anyway. */
const FOR_ADMINS: readonly Section[] = ['messenger', 'sites', 'teams', 'assignment', 'lookup'];

export function SettingsScreen({ workspace, session, signedIn }: SettingsScreenProps) {
  const { router, siteSettings, inbox, account } = workspace;
  const { membership } = signedIn;
  // Nothing of it outlives the screen: whoever leaves is asked first.
  const deskSettings = useMemo(
    () => createDeskSettings(session.backend, membership.workspace, inbox),
    [session, membership.workspace, inbox],
  );
  useEffect(() => deskSettings.start(), [deskSettings]);
  const sections = SECTIONS.filter((each) => membership.role !== 'agent' || !FOR_ADMINS.includes(each));
  const wanted = useReadable(router.route, ({ settings }) => settings);
  const section = sections.find((each) => each === wanted) ?? sections[0] ?? 'you';
  const sites = useReadable(siteSettings.state);
  const siteNames = useMemo(
    () => new Map(sites.sites.map(({ site, name }): [string, string] => [site, name])),
    [sites.sites],
  );
  const isAdmin = membership.role !== 'agent';
  const { unsaved, leave, stay } = useUnsavedGuard(workspace, deskSettings);
  const heading = useRef<HTMLHeadingElement>(null);
  const nav = useRef<HTMLElement>(null);

  useEffect(() => void siteSettings.load(), [siteSettings]);
  useEffect(() => {
    heading.current?.focus();
    // On a phone they stand in one line.
    nav.current?.querySelector('[aria-current]')?.scrollIntoView({ block: 'nearest', inline: 'center' });
  }, [section]);

  const follow = (event: MouseEvent, go: () => void) => {
    // New tab, new window: the browser's business.
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    go();
  };

  const link = (each: Section) => (
    <a
      key={each}
      href={settingsPath(each)}
      aria-current={each === section ? 'page' : undefined}
      onClick={(event) => follow(event, () => router.goToSettings(each))}
    >
      {t(NAMES[each])}
      {unsaved.includes(each) && <span class="unsaved-mark">{` ${t('notSavedMark')}`}</span>}
    </a>
  );

  return (
    <div class="settings">
      <header class="settings-head">
        <a
          class="icon-button"
          href="/console"
          aria-label={t('backToList')}
          onClick={(event) => follow(event, () => router.go(null))}
        >
          <BackIcon />
        </a>
        <h2>{t('settings')}</h2>
        <span class="quiet ellipsis">{membership.workspaceName}</span>
      </header>
      <nav ref={nav} class="settings-nav" aria-label={t('settings')}>
        {GROUPS.map(([group, its]) => (
          <div key={group} class="settings-group">
            <p>{t(group)}</p>
            {sections.filter((each) => its.some((it) => it === each)).map(link)}
          </div>
        ))}
      </nav>
      <section class="settings-body" data-section={section} aria-labelledby="settings-title">
        <h3 id="settings-title" ref={heading} tabIndex={-1}>
          {t(NAMES[section])}
        </h3>
        {section === 'messenger' && <MessengerSection settings={siteSettings} words={workspace.siteWords} />}
        {section === 'install' && (
          <InstallSection
            settings={siteSettings}
            backend={session.backend}
            workspace={membership.workspace}
            isAdmin={isAdmin}
          />
        )}
        {section === 'sites' && <SitesSection settings={siteSettings} />}
        {section === 'people' && (
          <PeopleSection account={account} agent={membership.agent} role={membership.role} />
        )}
        {section === 'teams' && <TeamsSection settings={deskSettings} inbox={inbox} />}
        {section === 'assignment' && <AssignmentSection settings={deskSettings} inbox={inbox} />}
        {section === 'labels' && <LabelsSection settings={deskSettings} inbox={inbox} isAdmin={isAdmin} />}
        {section === 'replies' && (
          <RepliesSection
            settings={deskSettings}
            agentName={membership.name}
            siteName={chosenSite(sites)?.name ?? membership.workspaceName}
          />
        )}
        {section === 'views' && (
          <ViewsSection settings={deskSettings} inbox={inbox} agent={membership.agent} sites={siteNames} />
        )}
        {section === 'lookup' && <LookupSection backend={session.backend} workspace={membership.workspace} />}
        {section === 'you' && (
          <>
            <YouSection workspace={workspace} email={signedIn.me.email} membership={membership} />
            <SendSettings agent={membership.agent} />
          </>
        )}
      </section>
      {(section === 'messenger' || section === 'sites') && (
        <SaveBar key={section} settings={siteSettings} part={section} />
      )}
      {leave && (
        <LeaveDialog
          sites={siteSettings}
          desk={deskSettings}
          sections={unsaved.map((each) => t(NAMES[each]))}
          show={router.goToSettings}
          leave={() => {
            router.guard(null);
            leave();
          }}
          close={stay}
        />
      )}
    </div>
  );
}
