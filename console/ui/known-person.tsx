import type { ComponentChildren } from 'preact';
import { useEffect } from 'preact/hooks';
import type { InboxRow } from '../../protocol/inbox.ts';
import { t } from '../i18n.ts';
import type { OpenConversationState } from '../model/open-conversation.ts';
import type { Person, PersonState } from '../model/person.ts';
import { transcriptOf } from '../model/transcript.ts';
import type { Workspace } from '../model/workspace.ts';
import { Fact } from './fact.tsx';
import { StarIcon } from './icons.tsx';
import { OtherConversations } from './other-conversations.tsx';
import { PersonBlock } from './person-block.tsx';
import { PersonCards } from './person-cards.tsx';
import { PersonMerge } from './person-merge.tsx';
import { PersonNotes } from './person-notes.tsx';
import { SaidBy } from './said-by.tsx';
import { saveTextFile } from './save-file.ts';
import { useReadable } from './use-readable.ts';

interface KnownPersonProps {
  workspace: Workspace;
  conversation: string;
  person: Person;
  name: string;
  row: InboxRow | undefined;
  state: OpenConversationState;
  now: number;
  /** What is known from the conversation itself. */
  children: ComponentChildren;
}

/** What the server knows of a person beyond this conversation, around what the conversation tells. */
export function KnownPerson(props: KnownPersonProps) {
  const { workspace, conversation, person, name, row, state, now, children } = props;
  const about = useReadable(person.state);
  const rows = useReadable(workspace.inbox.state, ({ all }) => all);
  const known = about.person;
  const { contact } = state.timeline;
  const here = state.team.email;
  // Of another visitor who is this person; or the server hears of what was just said a little later than we do.
  const isOther = known?.email != null && here !== null && !isSame(known.email, here.text);
  const isBehind =
    known !== null && here !== null && known.emailBy !== 'verified' && known.email !== here.text;
  // What others do to this person shows in the conversation: then ask again.
  const trace = [
    row?.isVip,
    row === undefined,
    row?.visitorName,
    row?.nameBy,
    state.team.isBlocked,
    contact?.name,
    contact?.email,
  ].join('/');
  useEffect(() => void person.load(), [person, trace]);
  useEffect(() => {
    if (isBehind) void person.load();
  }, [person, isBehind, row?.rev]);
  useEffect(() => () => void person.save(), [person]);
  const isKnown = known !== null;
  // By what address they are looked up may have changed, too.
  useEffect(() => {
    if (isKnown) void person.lookUp();
  }, [person, isKnown, known?.email]);

  const email = known?.email ? { text: known.email, by: known.emailBy } : here;
  const download = () => {
    const blockedFor = known?.block?.reason ?? null;
    const text = transcriptOf(
      { conversation, name, email: (here ?? email)?.text ?? null, blockedFor },
      state.timeline,
      now,
    );
    saveTextFile(`${conversation}.txt`, text);
  };
  const others = known?.conversations
    .filter((other) => other.conversation !== conversation)
    // The list hears of changes at once.
    .map((other) => rows.find((live) => live.conversation === other.conversation) ?? other);
  return (
    <>
      <p class="person-claim quiet">
        <SaidBy by={row?.nameBy ?? known?.nameBy} />
      </p>
      {known && <VipMark isVip={known.isVip} setVip={person.setVip} />}
      <AskedText asked={about.asked} />
      <dl class="facts person-email">
        {email && (
          <Fact name={t('email')}>
            <bdi>{email.text}</bdi>
            <SaidBy by={email.by} />
          </Fact>
        )}
        {isOther && (
          <Fact name={t('emailHere')}>
            <bdi>{here.text}</bdi>
            <SaidBy by={here.by} />
          </Fact>
        )}
        {known?.saidPhone && (
          <Fact name={t('phone')}>
            <bdi>{known.saidPhone.text}</bdi>
            <SaidBy by={known.saidPhone.by} />
          </Fact>
        )}
        {known?.userIds.map((userId) => (
          <Fact key={userId} name={t('userId')}>
            <bdi>{userId}</bdi>
            <SaidBy by="verified" />
          </Fact>
        ))}
      </dl>
      {children}
      <Loading loading={about.loading} retry={() => void person.load()} />
      {known && (
        <>
          <PersonCards lookup={about.lookup} retry={() => void person.lookUp()} />
          <OtherConversations rows={others ?? []} now={now} go={workspace.router.go} />
          <PersonNotes person={person} state={about} known={known} />
          <PersonMerge
            person={person}
            state={about}
            known={known}
            search={workspace.peopleSearch}
            now={now}
          />
          <PersonBlock
            person={person}
            state={about}
            known={known}
            conversation={conversation}
            name={name}
            download={state.isLoaded ? download : null}
          />
        </>
      )}
    </>
  );
}

/** As two addresses are to the server. */
const isSame = (one: string, other: string) => one.toLowerCase() === other.toLowerCase();

const VipMark = ({ isVip, setVip }: { isVip: boolean; setVip(isVip: boolean): void }) => (
  <button
    type="button"
    class="vip-mark"
    aria-pressed={isVip}
    aria-label={t('vip')}
    title={t(isVip ? 'unmarkVip' : 'markVip')}
    onClick={() => setVip(!isVip)}
  >
    <StarIcon />
    {t('vip')}
  </button>
);

function AskedText({ asked }: Pick<PersonState, 'asked'>) {
  // The dialog says it itself.
  const isQuiet = asked.is === 'idle' || asked.what === 'block';
  const isBad = !isQuiet && asked.is !== 'busy';
  return (
    <p class={isBad ? 'note note-bad person-asked' : 'person-asked quiet'} role="status">
      {!isQuiet && askedWords(asked)}
    </p>
  );
}

function askedWords(asked: Exclude<PersonState['asked'], { is: 'idle' }>): string {
  if (asked.is === 'busy') return t('working');
  if (asked.is === 'failed') return t('askedFailed');
  return asked.what === 'merge' ? t('mergeRefused') : t('askedRefused');
}

function Loading({ loading, retry }: { loading: PersonState['loading']; retry(): void }) {
  switch (loading) {
    case 'loaded':
      return null;
    case 'missing':
      return <p class="quiet person-part">{t('personMissing')}</p>;
    case 'failed':
      return (
        <p class="person-part" role="alert">
          {t('personFailed')}{' '}
          <button type="button" class="link" onClick={retry}>
            {t('tryAgain')}
          </button>
        </p>
      );
    case 'loading':
      return (
        <div class="person-part" role="status">
          <span class="unseen">{t('loading')}</span>
          <span class="bone bone-field" />
        </div>
      );
  }
}
