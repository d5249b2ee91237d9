/**
 * Calls agents who don't look, by web push. What calls whom is decided from the index before and after a change, by the
 * rules that the page goes by; what is to be sent is a row until it has been taken, so it survives this object. Rules
 * NTF-3 to NTF-8 of docs/SPEC.md.
 */
import type { Availability } from '../../protocol/desk.ts';
import type { InboxRow } from '../../protocol/inbox.ts';
import { DEFAULT_PREFERENCES, occasionOf, reasonNotToCall } from '../../protocol/notification-rules.ts';
import type {
  LedgerEntry,
  NotificationPreferences,
  Occasion,
  Outcome,
  PageCall,
  PreferencesChange,
  PushDevice,
  PushMessage,
} from '../../protocol/notifications.ts';
import { nextAttemptAt, topicOf, UNDER_WAY_MS } from '../push/push-schedule.ts';
import type { PushOutcome, PushRequest } from '../push/send-push.ts';
import type { CallsStore, Device, Push } from './calls-store.ts';

/** As much of a conversation's report as says who may be called for it. */
export interface Heard {
  conversation: string;
  assignee: { id: string } | null;
  mentions: Record<string, boolean>;
}

export interface CallPorts {
  store: CallsStore;
  now(): number;
  newId(): string;
  /** Of this workspace. */
  workspace(): string;
  availability(agent: string): Availability;
  row(agent: string, conversation: string): InboxRow | null;
  /** Agents who have the console before their eyes. */
  whoLooks(): ReadonlySet<string>;
  send(device: Device, request: PushRequest): Promise<PushOutcome>;
  /** `nextDue` may be another now. */
  changed(): void;
}

/** Nobody needs to be called for what was written longer ago. */
const TTL_MS = 4 * 60 * 60_000;
const AT_ONCE = 20;

export class Calls {
  readonly #ports: CallPorts;

  constructor(ports: CallPorts) {
    this.#ports = ports;
  }

  preferences(agent: string): NotificationPreferences {
    return this.#ports.store.preferences(agent) ?? DEFAULT_PREFERENCES;
  }

  prefer(agent: string, change: PreferencesChange): NotificationPreferences {
    const preferences = { ...this.preferences(agent), ...change };
    this.#ports.store.setPreferences(agent, preferences);
    return preferences;
  }

  devicesOf(agent: string): PushDevice[] {
    const devices = this.#ports.store.devicesOf(agent, this.#ports.now());
    return devices.map(({ device, name }) => ({ device, name }));
  }

  ledger(agent: string): LedgerEntry[] {
    return this.#ports.store.ledger(agent, this.#ports.now());
  }

  /** What a page of theirs did. */
  note(agent: string, entries: readonly PageCall[]): void {
    const at = this.#ports.now();
    for (const entry of entries)
      this.#ports.store.addCall(agent, { ...entry, at, way: 'page', device: null, detail: null });
  }

  /** Look before the index changes; what it returns is to be called in the same turn, after. */
  watch(reports: readonly Heard[]): () => void {
    const { store, now, availability, row, whoLooks } = this.#ports;
    const devices = store.devices(now());
    if (devices.length === 0) return () => {};
    const looking = whoLooks();
    const agents = new Set(devices.map(({ agent }) => agent).filter((agent) => !looking.has(agent)));
    const watched = [...agents].flatMap((agent) => {
      const preferences = this.preferences(agent);
      const theirs = devices.filter((device) => device.agent === agent);
      return reports
        .filter((report) => mayConcern(report, agent, preferences))
        .map(({ conversation }) => {
          const before = row(agent, conversation);
          return { agent, theirs, preferences, conversation, before };
        });
    });
    return () => {
      let isCalled = false;
      for (const { agent, theirs, preferences, conversation, before } of watched) {
        const after = row(agent, conversation);
        const occasion = after && occasionOf(before, after);
        if (!after || !occasion) continue;
        const isMine = after.assignee === null || after.assignee.id === agent;
        const reason = reasonNotToCall({
          preferences,
          availability: availability(agent),
          occasion,
          isMine,
          isSeen: false,
          at: now(),
        });
        if (reason !== null && reason !== 'quiet') continue;
        for (const device of theirs) this.#call(device, occasion, after, reason === 'quiet');
        isCalled ||= reason === null;
      }
      if (isCalled) this.#ports.changed();
    };
  }

  /** Sends a test to each of their devices. @returns how many they have. */
  test(agent: string): number {
    const devices = this.#ports.store.devicesOf(agent, this.#ports.now());
    for (const device of devices) this.#call(device, 'test', null, false);
    if (devices.length > 0) this.#ports.changed();
    return devices.length;
  }

  /** Sends what is due. */
  async run(): Promise<void> {
    const { store, now } = this.#ports;
    const due = store.takePushes(now(), now() + UNDER_WAY_MS, AT_ONCE);
    if (due.length === 0) return;
    await Promise.all(due.map((push) => this.#send(push)));
    this.#ports.changed();
  }

  /** When the next one is due after this time; null: none is. */
  nextDue(now: number): number | null {
    const at = this.#ports.store.nextPushAt();
    // An alarm for the past would ring at once, and again.
    return at === null ? null : Math.max(at, now + 1_000);
  }

  #call(device: Device, occasion: Occasion, row: InboxRow | null, isHeld: boolean): void {
    const { store, now, newId, workspace } = this.#ports;
    const { conversation = null, visitorName = null } = row ?? {};
    const call = { id: newId(), conversation, visitorName, occasion };
    const outcome = isHeld ? 'quiet' : 'waiting';
    store.transaction(() => {
      store.addCall(device.agent, {
        ...call,
        outcome,
        at: now(),
        way: 'push',
        device: device.name,
        detail: null,
      });
      if (isHeld) return;
      const message: PushMessage = { ...call, workspace: workspace(), text: row?.preview ?? '' };
      const push = {
        id: call.id,
        agent: device.agent,
        device: device.device,
        conversation: conversation ?? '',
        message: JSON.stringify(message),
        attempts: 0,
        until: now() + TTL_MS,
      };
      const replaced = store.addPush(push, now());
      if (replaced) store.setOutcome(device.agent, replaced, 'replaced');
    });
  }

  async #send(push: Push): Promise<void> {
    const { store, now, row, send } = this.#ports;
    const device = store.device(push.agent, push.device, now());
    if (!device) return this.#end(push, 'gone');
    if (push.until <= now()) return this.#end(push, 'unreachable', 'too late');
    const about = push.conversation && row(push.agent, push.conversation);
    if (about && about.unread === 0 && about.mention !== 'new' && !about.reminder?.isDue)
      return this.#end(push, 'read');
    const request = {
      text: push.message,
      topic: topicOf(push.conversation),
      ttlMs: TTL_MS,
      contact: device.contact,
    };
    const outcome = await send(device, request).catch(
      (error): PushOutcome => ({ is: 'unreachable', why: String(error), retryAfterMs: 0 }),
    );
    switch (outcome.is) {
      case 'accepted':
        return this.#end(push, 'accepted');
      case 'gone':
        store.removeDevice(push.agent, push.device);
        return this.#end(push, 'gone');
      case 'refused':
        return this.#end(push, 'refused', outcome.why);
      case 'unreachable': {
        const nextAt = nextAttemptAt(push, outcome.retryAfterMs, now());
        if (nextAt === null) return this.#end(push, 'unreachable', outcome.why);
        store.delayPush(push.id, nextAt);
      }
    }
  }

  #end({ id, agent }: Push, outcome: Outcome, detail: string | null = null): void {
    const { store } = this.#ports;
    store.transaction(() => {
      store.removePush(id);
      store.setOutcome(agent, id, outcome, detail);
    });
  }
}

/** Rough, and from the report alone: most agents need not be looked up in the index. */
const mayConcern = (
  { assignee, mentions }: Heard,
  agent: string,
  { about }: NotificationPreferences,
): boolean => about === 'all' || assignee === null || assignee.id === agent || mentions[agent] === true;
