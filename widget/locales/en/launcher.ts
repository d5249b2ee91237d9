/** The few texts that are on every page; the rest come with the messenger. */
export const launcherTexts = {
  open: 'Open chat',
  close: 'Close chat',
  failing: "Can't connect. Retrying…",
  unread: 'Unread messages:',
};
