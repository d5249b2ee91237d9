/**
 * The team's desk as it is changed in the settings. It arrives live; what somebody types lies over it until it is saved, so
 * neither a colleague's change nor a failure takes it away. Of two who save the same field, the last one wins.
 */
import type { Cancel } from '../../client/environment.ts';
import { ApiError } from '../../client/http.ts';
import { type Readable, writable } from '../../client/store.ts';
import { agentRequest, type Desk, assignment as rule } from '../../protocol/desk.ts';
import { object } from '../../protocol/shape.ts';
import type { Backend } from './backend.ts';
import {
  type DeskDraft,
  type DeskDrafts,
  type DeskFailure,
  type DeskFields,
  type DeskList,
  type DeskPart,
  isChanged,
  NEW,
  NO_DRAFTS,
  shownFields,
  storedFields,
  tidied,
} from './desk-draft.ts';
import type { Inbox } from './inbox.ts';

export interface DeskSettingsState {
  isLoaded: boolean;
  /** As told live, with what the server has answered and not told yet. */
  desk: Desk;
  drafts: DeskDrafts;
}

export interface DeskSettings {
  readonly state: Readable<DeskSettingsState>;
  /** Follows the desk until what it gives is called. */
  start(): Cancel;
  /** Opens it for changing. `base`: what it begins as, where there is nothing stored. */
  begin<P extends DeskPart>(part: P, id: string, base?: DeskFields[P]): void;
  edit<P extends DeskPart>(part: P, id: string, changes: Partial<DeskFields[P]>): void;
  discard(part: DeskPart, id: string): void;
  /** @returns whether it is stored; why not is in the draft. */
  save(part: DeskPart, id: string): Promise<boolean>;
  /** @returns why it is still there; null when it is not. */
  remove(part: DeskList, id: string): Promise<DeskFailure | null>;
  discardAll(): void;
  /** @returns the first part of which something could not be saved. */
  saveAll(): Promise<DeskPart | null>;
}

/** Everything that saving would change. */
export const unsavedDesk = ({ desk, drafts }: DeskSettingsState): { part: DeskPart; id: string }[] =>
  (Object.keys(drafts) as DeskPart[]).flatMap((part) =>
    [...drafts[part].keys()].filter((id) => isChanged(desk, drafts, part, id)).map((id) => ({ part, id })),
  );

/** What the server has answered: true until the desk that is told has it. */
interface Answer {
  part: DeskPart;
  toldThen: Desk[DeskPart];
  apply(desk: Desk): Desk;
}

export function createDeskSettings(
  backend: Backend,
  workspace: string,
  inbox: Pick<Inbox, 'state'>,
): DeskSettings {
  const state = writable<DeskSettingsState>({ isLoaded: false, desk: {}, drafts: NO_DRAFTS });
  let told: Desk = {};
  let answers: Answer[] = [];

  const refresh = () => {
    answers = answers.filter(({ part, toldThen }) => told[part] === toldThen);
    const desk = answers.reduce((before, { apply }) => apply(before), told);
    state.patch({ desk, isLoaded: inbox.state.get().isLoaded });
  };
  const listen = () => {
    const { desk, isLoaded } = inbox.state.get();
    if (desk === told && isLoaded === state.get().isLoaded) return;
    told = desk;
    refresh();
  };

  const answered = (part: DeskPart, apply: Answer['apply']) => {
    answers.push({ part, toldThen: told[part], apply });
    refresh();
  };

  const draftOf = <P extends DeskPart>(part: P, id: string): DeskDraft<P> | undefined =>
    state.get().drafts[part].get(id);

  const putDraft = <P extends DeskPart>(part: P, id: string, draft: DeskDraft<P> | null) => {
    const { drafts } = state.get();
    const next = new Map<string, DeskDraft<P>>(drafts[part]);
    if (draft) next.set(id, draft);
    else next.delete(id);
    state.patch({ drafts: { ...drafts, [part]: next } });
  };

  const shown = <P extends DeskPart>(part: P, id: string) => {
    const { desk, drafts } = state.get();
    return shownFields(desk, drafts, part, id);
  };

  /** @returns also the id that it has now. */
  const send = async (
    part: DeskPart,
    id: string,
    fields: DeskFields[DeskPart],
  ): Promise<{ id: string; apply: Answer['apply'] }> => {
    if (part === 'assignment') {
      const assignment = await backend.ask(rule, 'PATCH', workspace, 'assignment', fields);
      return { id, apply: (desk) => ({ ...desk, assignment }) };
    }
    if (part === 'members') {
      // Only these: a colleague may be changing the other.
      const changed = await backend.ask(
        agentRequest,
        'PATCH',
        workspace,
        `agents/${id}`,
        draftOf('members', id)?.changes ?? {},
      );
      const apply = ({ members = [], ...desk }: Desk): Desk => ({
        ...desk,
        members: members.map((member) => (member.agent === id ? { ...member, ...changed } : member)),
      });
      return { id, apply };
    }
    const { desk } = state.get();
    const known = storedFields(desk, part, id) ? id : null;
    const item = await backend.putDeskItem(workspace, part, known, fields as DeskFields[DeskList]);
    return { id: item.id, apply: withItem(part, item.id, item) };
  };

  const save = async <P extends DeskPart>(part: P, id: string): Promise<boolean> => {
    const draft = draftOf(part, id);
    const fields = shown(part, id);
    if (!draft || !fields || draft.saving.is === 'saving') return false;
    const fail = (because: DeskFailure) => {
      const current = draftOf(part, id);
      if (current) putDraft(part, id, { ...current, saving: { is: 'failed', because } });
      return false;
    };
    const ready = tidied(part, fields);
    if (typeof ready === 'string') return fail(ready);
    const { desk, drafts } = state.get();
    if (id !== NEW && !isChanged(desk, drafts, part, id)) {
      putDraft(part, id, null);
      return true;
    }
    putDraft(part, id, { ...draft, saving: { is: 'saving' } });
    try {
      const { id: now, apply } = await send(part, id, ready);
      const current = draftOf(part, id);
      putDraft(part, id, null);
      // What was typed meanwhile is not saved yet.
      if (current && current.changes !== draft.changes)
        putDraft(part, now, { ...current, base: ready, saving: { is: 'ready' } });
      answered(part, apply);
      return true;
    } catch (error) {
      return fail(failureOf(error));
    }
  };

  return {
    state,
    start() {
      listen();
      return inbox.state.subscribe(listen);
    },
    begin(part, id, base) {
      const from = storedFields(state.get().desk, part, id) ?? base;
      if (from && !draftOf(part, id))
        putDraft(part, id, { base: from, changes: {}, saving: { is: 'ready' } });
    },
    edit(part, id, changes) {
      const draft = draftOf(part, id);
      const base = draft?.base ?? storedFields(state.get().desk, part, id);
      if (!base) return;
      const isSaving = draft?.saving.is === 'saving';
      putDraft(part, id, {
        base,
        changes: { ...draft?.changes, ...changes },
        saving: { is: isSaving ? 'saving' : 'ready' },
      });
    },
    discard: (part, id) => putDraft(part, id, null),
    save,
    async remove(part, id) {
      try {
        await backend.ask(object({}), 'DELETE', workspace, `${part}/${id}`);
      } catch (error) {
        const because = failureOf(error);
        // A colleague was faster, or it is not theirs to remove: what the desk says tells which.
        if (because !== 'gone' || storedFields(told, part, id)) return because;
      }
      putDraft(part, id, null);
      answered(part, withItem(part, id, null));
      return null;
    },
    discardAll: () => state.patch({ drafts: NO_DRAFTS }),
    async saveAll() {
      let failed: DeskPart | null = null;
      for (const { part, id } of unsavedDesk(state.get())) if (!(await save(part, id))) failed ??= part;
      return failed;
    },
  };
}

/** @param item null: it is gone. */
const withItem =
  (part: DeskList, id: string, item: { id: string } | null): Answer['apply'] =>
  (desk) => {
    const items: readonly { id: string }[] = desk[part] ?? [];
    const isKnown = items.some((each) => each.id === id);
    const kept = items.flatMap((each) => (each.id === id ? (item ?? []) : each));
    return { ...desk, [part]: isKnown || !item ? kept : [...kept, item] };
  };

function failureOf(error: unknown): DeskFailure {
  switch (error instanceof ApiError ? error.code : '') {
    case 'too_large':
      return 'too-long';
    case 'not_found':
    case 'forbidden':
      return 'gone';
    case 'quota_exceeded':
      return 'full';
    case 'bad_frame':
      return 'refused';
    default:
      return 'unreachable';
  }
}
