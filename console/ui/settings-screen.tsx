import { useEffect, useRef, useState } from 'preact/hooks';
import { t, type Word } from '../i18n.ts';
import { SECTIONS, type Section, settingsPath } from '../model/route.ts';
import type { Session, SessionState } from '../model/session.ts';
import { unsavedSites } from '../model/site-settings.ts';
import type { Workspace } from '../model/workspace.ts';
import { BackIcon } from './icons.tsx';
import { InstallSection } from './install-section.tsx';
import { LeaveDialog } from './leave-dialog.tsx';
import { MessengerSection } from './messenger-section.tsx';
import { SaveBar } from './save-bar.tsx';
import { SitesSection } from './sites-section.tsx';
import { TeamSection } from './team-section.tsx';
import { useReadable } from './use-readable.ts';
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
  team: 'team',
  you: 'settingsYou',
} as const satisfies Record<Section, Word>;

/** What only owners and admins may change; the server decides anyway. */
const FOR_ADMINS: readonly Section[] = ['messenger', 'sites'];

export function SettingsScreen({ workspace, session, signedIn }: SettingsScreenProps) {
  const { router, siteSettings, account } = workspace;
  const { membership } = signedIn;
  const sections = SECTIONS.filter((each) => membership.role !== 'agent' || !FOR_ADMINS.includes(each));
  const wanted = useReadable(router.route, ({ settings }) => settings);
  const section = sections.find((each) => each === wanted) ?? sections[0] ?? 'you';
  const isUnsaved = useReadable(siteSettings.state, (state) => unsavedSites(state).length > 0);
  const [leave, setLeave] = useState<(() => void) | null>(null);
  const heading = useRef<HTMLHeadingElement>(null);

  useEffect(() => void siteSettings.load(), [siteSettings]);
  useEffect(() => {
    if (!isUnsaved) return;
    router.guard((next, leaving) => {
      if (next.settings === null) setLeave(() => leaving);
      return next.settings !== null;
    });
    const unloading = (event: BeforeUnloadEvent) => event.preventDefault();
    addEventListener('beforeunload', unloading);
    return () => {
      router.guard(null);
      removeEventListener('beforeunload', unloading);
    };
  }, [isUnsaved, router]);
  useEffect(() => heading.current?.focus(), [section]);

  const follow = (event: MouseEvent, go: () => void) => {
    // New tab, new window: the browser's business.
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    go();
  };

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
      <nav class="settings-nav" aria-label={t('settings')}>
        {sections.map((each) => (
          <a
            key={each}
            href={settingsPath(each)}
            aria-current={each === section ? 'page' : undefined}
            onClick={(event) => follow(event, () => router.goToSettings(each))}
          >
            {t(NAMES[each])}
          </a>
        ))}
      </nav>
      <section class="settings-body" data-section={section} aria-labelledby="settings-title">
        <h3 id="settings-title" ref={heading} tabIndex={-1}>
          {t(NAMES[section])}
        </h3>
        {section === 'messenger' && <MessengerSection settings={siteSettings} words={workspace.siteWords} />}
        {section === 'install' && <InstallSection settings={siteSettings} origin={session.backend.origin} />}
        {section === 'sites' && <SitesSection settings={siteSettings} />}
        {section === 'team' && <TeamSection account={account} role={membership.role} />}
        {section === 'you' && (
          <YouSection
            account={account}
            notifications={workspace.notifications}
            email={signedIn.me.email}
            membership={membership}
          />
        )}
      </section>
      <SaveBar settings={siteSettings} />
      {leave && (
        <LeaveDialog
          settings={siteSettings}
          leave={() => {
            router.guard(null);
            leave();
          }}
          close={() => setLeave(null)}
        />
      )}
    </div>
  );
}
