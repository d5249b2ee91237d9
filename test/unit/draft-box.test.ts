/** [CNV-19]: devices of one agent, each with its box, around a server that keeps what it was told last. */
import { describe, expect, it } from 'vitest';
import type { Environment } from '../../client/environment.ts';
import { createDraftBox, type DraftBox, SAVE_MS, TYPING_MS } from '../../console/model/draft-box.ts';
import type { KeptDraft } from '../../protocol/team-frames.ts';

/** Time passes when a test says so. */
function makeClock() {
  let now = 0;
  const timers = new Set<{ at: number; run: () => void }>();
  const clock = {
    now: () => now,
    after(ms: number, run: () => void) {
      const timer = { at: now + ms, run };
      timers.add(timer);
      return () => void timers.delete(timer);
    },
  };
  const pass = (ms: number) => {
    now += ms;
    for (const timer of [...timers].sort((a, b) => a.at - b.at)) {
      if (timer.at > now || !timers.delete(timer)) continue;
      timer.run();
    }
  };
  const random = { bytes: (count: number) => crypto.getRandomValues(new Uint8Array(count)) };
  return { environment: { clock, random } as Environment, pass };
}

type SaidDraft = Parameters<Parameters<typeof createDraftBox>[3]>[0];

let deviceCount = 0;

function makeServer() {
  const { environment, pass } = makeClock();
  let kept: KeptDraft[] = [];
  const online = new Set<DraftBox>();
  let isSilent = false;
  const hear = (box: DraftBox) => {
    if (!isSilent) box.heard([...kept]);
  };
  const tell = () => {
    for (const box of online) hear(box);
  };
  const device = () => {
    deviceCount += 1;
    const agent = `device ${deviceCount}`;
    const make = () => createDraftBox(environment, agent, 'conversation', say);
    const say = ({ t: _, base, ...draft }: SaidDraft) => {
      if (!online.has(device.box)) return;
      const { rev, writer } = kept.find(({ mode }) => mode === draft.mode) ?? { rev: 0, writer: '' };
      if (rev <= base || writer === draft.writer) {
        kept = kept.filter(({ mode }) => mode !== draft.mode);
        kept.push({ ...draft, text: draft.text.toWellFormed(), rev: rev + 1 });
        tell();
      } else hear(device.box);
    };
    const device = {
      box: make(),
      /** The page is gone; what it had said was said. */
      close: () => void online.delete(device.box),
      open() {
        device.box = make();
        device.goOnline();
      },
      text: () => device.box.state.get().reply.text,
      type: (text: string) => device.box.write('reply', text, 1),
      goOnline() {
        online.add(device.box);
        hear(device.box);
      },
      goOffline: () => void online.delete(device.box),
    };
    return device;
  };
  return {
    device,
    pass,
    kept: () => kept.flatMap(({ text }) => text || []),
    /** From now on nobody hears what is kept, until `hearAgain`. */
    beSilent() {
      isSilent = true;
    },
    hearAgain() {
      isSilent = false;
      tell();
    },
  };
}

function makePair() {
  const server = makeServer();
  const [desk, phone] = [server.device(), server.device()];
  desk.goOnline();
  phone.goOnline();
  return { ...server, desk, phone };
}

describe('[CNV-19] drafts of one agent', () => {
  it('are on the other device a moment after they were typed, and at once when they are sent or left', () => {
    const { desk, phone, pass, kept } = makePair();
    desk.type('Hel');
    desk.type('Hello');
    expect(kept()).toEqual([]);
    pass(SAVE_MS);
    expect(phone.text()).toBe('Hello');
    expect(phone.box.state.get().reply.since).toBe(1);
    desk.type('Hello you');
    desk.box.flush();
    expect(phone.text()).toBe('Hello you');
    desk.type('');
    expect(phone.text()).toBe('');
    expect(kept()).toEqual([]);
  });

  it('the newest wins, but nothing is put in the place of what is being typed', () => {
    const { desk, phone, pass } = makePair();
    desk.type('From the desk');
    pass(SAVE_MS);
    phone.type('From the phone');
    pass(SAVE_MS / 2);
    desk.type('From the desk, longer');
    desk.box.flush();
    // Not sent up yet, so it stands; then it is the newest.
    expect(phone.text()).toBe('From the phone');
    pass(SAVE_MS / 2);
    expect(desk.text()).toBe('From the desk, longer');
    pass(TYPING_MS);
    expect([desk.text(), phone.text()]).toEqual(['From the phone', 'From the phone']);
  });

  it('what was typed offline is sent up, also over what another device wrote meanwhile', () => {
    const { desk, phone, pass, kept } = makePair();
    desk.goOffline();
    desk.type('Offline');
    pass(2 * TYPING_MS);
    phone.type('Online');
    pass(2 * TYPING_MS);
    expect(kept()).toEqual(['Online']);
    desk.goOnline();
    expect(kept()).toEqual(['Offline']);
    expect(phone.text()).toBe('Offline');
  });

  it('what was sent offline is no draft on the other device, either', () => {
    const { desk, phone, pass } = makePair();
    desk.type('Bye');
    pass(SAVE_MS);
    desk.goOffline();
    desk.type('');
    pass(2 * TYPING_MS);
    expect(phone.text()).toBe('Bye');
    desk.goOnline();
    expect([desk.text(), phone.text()]).toEqual(['', '']);
  });

  it('what was kept and has gone elsewhere goes here, and what is not known to be kept stays', () => {
    const { desk, phone, pass } = makePair();
    desk.type('Same');
    pass(2 * TYPING_MS);
    desk.goOffline();
    phone.type('');
    desk.goOnline();
    expect(desk.text()).toBe('');
  });

  it('what is too long for a message stays where it was typed', () => {
    const { desk, phone, pass, kept } = makePair();
    const long = 'é'.repeat(8193);
    desk.type(long);
    pass(2 * TYPING_MS);
    desk.goOffline();
    desk.goOnline();
    expect([desk.text(), phone.text(), kept()]).toEqual([long, '', []]);
  });

  it('half a character is typed as the sign for one, which is what the server keeps', () => {
    const { desk, phone, pass, kept } = makePair();
    desk.type('Half \ud83d');
    pass(2 * TYPING_MS);
    expect([desk.text(), phone.text(), kept()]).toEqual(['Half \ufffd', 'Half \ufffd', ['Half \ufffd']]);
    expect(desk.box.state.get().reply.isKept).toBe(true);
  });

  it('sent and left before the echo, the empty one does not delete what was begun elsewhere since', () => {
    const { desk, phone, pass, kept, beSilent, hearAgain } = makePair();
    desk.type('Sent');
    pass(2 * TYPING_MS);
    beSilent();
    desk.type('');
    expect(desk.box.isSettled()).toBe(false);
    desk.close();
    hearAgain();
    phone.type('Begun on the phone');
    pass(2 * TYPING_MS);
    desk.open();
    expect([desk.text(), phone.text()]).toEqual(['Begun on the phone', 'Begun on the phone']);
    expect(kept()).toEqual(['Begun on the phone']);
  });

  it('what was sent before any echo does not come back, in this page or the next', () => {
    for (const isReloaded of [false, true]) {
      const { desk, phone, pass, kept, beSilent, hearAgain } = makePair();
      beSilent();
      desk.type('Sent');
      pass(SAVE_MS);
      if (isReloaded) {
        desk.goOffline();
        desk.type('');
        desk.open();
      } else desk.type('');
      hearAgain();
      pass(2 * TYPING_MS);
      expect([desk.text(), phone.text(), kept()]).toEqual(['', '', []]);
      expect(desk.box.isSettled()).toBe(true);
    }
  });

  it('emptied here while it is written anew elsewhere, the new words stand', () => {
    const { desk, phone, pass, kept } = makePair();
    desk.type('Old');
    pass(2 * TYPING_MS);
    desk.goOffline();
    desk.type('');
    phone.type('New');
    pass(2 * TYPING_MS);
    desk.goOnline();
    expect([desk.text(), phone.text(), kept()]).toEqual(['New', 'New', ['New']]);
  });

  it('two who type at once end with the same', () => {
    const { desk, phone, pass, kept } = makePair();
    for (let count = 0; count < 20; count += 1) {
      desk.type(`desk ${count}`);
      phone.type(`phone ${count}`);
      pass(SAVE_MS / 3);
    }
    pass(2 * TYPING_MS);
    expect(desk.text()).toBe(phone.text());
    expect(kept()).toEqual([desk.text()]);
    expect(desk.box.state.get().reply.isKept).toBe(true);
  });
});
