/**
 * A person as agents know them. What is typed about them is saved by itself a moment later, and stays here until the
 * server has it: also while another conversation is on screen.
 */
import type { Cancel, Clock } from '../../client/environment.ts';
import { ApiError } from '../../client/http.ts';
import { type Readable, writable } from '../../client/store.ts';
import type { LookupCard } from '../../protocol/lookup.ts';
import type { Person as Known, PersonChange } from '../../protocol/person.ts';
import type { Saving } from './account.ts';
import type { Backend } from './backend.ts';

export type Asked = 'vip' | 'block' | 'unblock' | 'merge' | 'takeApart';

export interface PersonState {
  /** `missing`: the server knows nobody of this id, as before their first message. */
  loading: 'loading' | 'loaded' | 'failed' | 'missing';
  person: Known | null;
  /** What was typed and is not known to be saved. */
  drafts: PersonChange;
  saving: Saving;
  /** `refused`: by a rule, so that trying again is no use. */
  asked: { is: 'idle' } | { is: 'busy' | 'failed' | 'refused'; what: Asked };
  /** Merged last, by this agent: what can be undone. */
  lastMerged: { visitor: string; name: string } | null;
  /** The owner's own data; `off`: they have none to ask for. */
  lookup: { is: 'off' | 'loading' | 'failed' } | { is: 'loaded'; cards: readonly LookupCard[] };
}

export interface Person {
  readonly visitor: string;
  readonly state: Readable<PersonState>;
  /** Asks the server; what is shown stays until there is an answer. */
  load(): Promise<void>;
  /** Asks for the owner's own data. */
  lookUp(): Promise<void>;
  /** Keeps what is typed, and saves it a moment later. */
  write(change: PersonChange): void;
  /** Saves what is typed at once. */
  save(): Promise<void>;
  setVip(isVip: boolean): Promise<boolean>;
  /** @returns whether it was done. */
  block(reason: string, conversation: string): Promise<boolean>;
  unblock(): Promise<boolean>;
  merge(other: { visitor: string; name: string }): Promise<boolean>;
  takeApart(other: string): Promise<boolean>;
}

const PAUSE_MS = 800;
const REFUSALS: ReadonlySet<string> = new Set(['forbidden', 'quota_exceeded', 'not_found']);

export function createPerson(clock: Clock, backend: Backend, workspace: string, visitor: string): Person {
  const state = writable<PersonState>({
    loading: 'loading',
    person: null,
    drafts: {},
    saving: { is: 'ready' },
    asked: { is: 'idle' },
    lastMerged: null,
    lookup: { is: 'off' },
  });
  let cancelSave: Cancel = () => {};
  let isSaving = false;
  let asked = 0;
  let applied = 0;

  /** An answer counts unless a later question has been answered already. */
  const answered = async (question: Promise<Known>): Promise<void> => {
    asked += 1;
    const number = asked;
    const person = await question;
    if (number < applied) return;
    applied = number;
    state.patch({ person, loading: 'loaded' });
  };

  const save = async (): Promise<void> => {
    cancelSave();
    const { drafts } = state.get();
    if (isSaving || Object.keys(drafts).length === 0) return;
    isSaving = true;
    state.patch({ saving: { is: 'saving' } });
    try {
      await answered(backend.changePerson(workspace, visitor, drafts));
      const left = without(state.get().drafts, drafts);
      state.patch({ drafts: left, saving: { is: 'saved' } });
    } catch (error) {
      const isTooLong = error instanceof ApiError && error.code === 'too_large';
      state.patch({ saving: { is: isTooLong ? 'invalid' : 'failed' } });
      return;
    } finally {
      isSaving = false;
    }
    // What was typed meanwhile.
    void save();
  };

  const ask = async (what: Asked, question: () => Promise<Known>): Promise<boolean> => {
    if (state.get().asked.is === 'busy') return false;
    state.patch({ asked: { is: 'busy', what } });
    try {
      await answered(question());
      state.patch({ asked: { is: 'idle' } });
      return true;
    } catch (error) {
      const isRefused = error instanceof ApiError && REFUSALS.has(error.code);
      state.patch({ asked: { is: isRefused ? 'refused' : 'failed', what } });
      return false;
    }
  };

  return {
    visitor,
    state,
    async load() {
      try {
        await answered(backend.person(workspace, visitor));
      } catch (error) {
        // What is known already stays on screen.
        if (state.get().person) return;
        const isMissing = error instanceof ApiError && error.code === 'not_found';
        state.patch({ loading: isMissing ? 'missing' : 'failed' });
      }
    },
    async lookUp() {
      const before = state.get().lookup;
      if (before.is === 'loading') return;
      // What is known already stays on screen.
      if (before.is !== 'loaded') state.patch({ lookup: { is: 'loading' } });
      try {
        const cards = await backend.lookUpPerson(workspace, visitor);
        state.patch({ lookup: cards ? { is: 'loaded', cards } : { is: 'off' } });
      } catch (error) {
        const isMissing = error instanceof ApiError && error.code === 'not_found';
        state.patch({ lookup: { is: isMissing ? 'off' : 'failed' } });
      }
    },
    write(change) {
      cancelSave();
      state.patch({ drafts: { ...state.get().drafts, ...change }, saving: { is: 'ready' } });
      cancelSave = clock.after(PAUSE_MS, () => void save());
    },
    save,
    setVip: (isVip) => ask('vip', () => backend.changePerson(workspace, visitor, { isVip })),
    block: (reason, conversation) =>
      ask('block', () => backend.blockPerson(workspace, visitor, { reason, conversation })),
    unblock: () => ask('unblock', () => backend.blockPerson(workspace, visitor, null)),
    async merge(other) {
      const isDone = await ask('merge', () => backend.mergePeople(workspace, visitor, other.visitor, true));
      if (isDone) state.patch({ lastMerged: other });
      return isDone;
    },
    async takeApart(other) {
      const { person } = state.get();
      // Whom the others were merged into is known by itself: it is this visitor who leaves.
      const leaving = other === person?.visitor ? visitor : other;
      const isDone = await ask('takeApart', () => backend.mergePeople(workspace, visitor, leaving, false));
      if (isDone) state.patch({ lastMerged: null });
      return isDone;
    },
  };
}

/** The drafts that were changed since these were sent. */
function without(drafts: PersonChange, sent: PersonChange): PersonChange {
  const left = Object.entries(drafts).filter(([field, value]) => sent[field as keyof PersonChange] !== value);
  return Object.fromEntries(left) as PersonChange;
}

/** The people whom this agent has looked at. */
export interface People {
  of(visitor: string): Person;
}

const KEPT = 50;

export function createPeople(clock: Clock, backend: Backend, workspace: string): People {
  /** By last use, oldest first. */
  const kept = new Map<string, Person>();
  return {
    of(visitor) {
      const person = kept.get(visitor) ?? createPerson(clock, backend, workspace, visitor);
      kept.delete(visitor);
      kept.set(visitor, person);
      for (const [id, { state }] of kept) {
        if (kept.size <= KEPT) break;
        if (Object.keys(state.get().drafts).length === 0) kept.delete(id);
      }
      return person;
    },
  };
}
