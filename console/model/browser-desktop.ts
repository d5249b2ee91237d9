/** Notifications and sound, as this browser has them. */
import type { Desktop } from './notifications.ts';

const ICON = '/console/icon.svg';

export function browserDesktop(): Desktop {
  let audio: AudioContext | undefined;
  return {
    permission: () => (typeof Notification === 'undefined' ? 'unsupported' : Notification.permission),
    ask: async () => (typeof Notification === 'undefined' ? undefined : Notification.requestPermission()),

    async show(title, body, call, clicked) {
      const tag = call.conversation ?? 'test';
      const worker = await navigator.serviceWorker?.getRegistration('/console/').catch(() => undefined);
      // Phones show what a service worker shows, and nothing else.
      if (worker?.active) {
        const [shown] = await worker.getNotifications({ tag });
        // A push may have come first: then it is not told twice.
        const options = { body, tag, icon: ICON, renotify: shown?.body !== body, data: call };
        return worker.showNotification(title, options);
      }
      const shown = new Notification(title, { body, tag, icon: ICON });
      shown.onclick = () => {
        window.focus();
        shown.close();
        clicked();
      };
    },

    /** Two soft notes. Browsers keep it quiet until the agent has touched the page. */
    chime() {
      audio ??= new AudioContext();
      const start = audio.currentTime;
      for (const [at, frequency] of [
        [0, 660],
        [0.12, 880],
      ] as const) {
        const tone = audio.createOscillator();
        const volume = audio.createGain();
        tone.frequency.value = frequency;
        volume.gain.setValueAtTime(0.0001, start + at);
        volume.gain.exponentialRampToValueAtTime(0.08, start + at + 0.02);
        volume.gain.exponentialRampToValueAtTime(0.0001, start + at + 0.35);
        tone.connect(volume).connect(audio.destination);
        tone.start(start + at);
        tone.stop(start + at + 0.4);
      }
    },
  };
}
