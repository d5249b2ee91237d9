const MARK = '#sign-in=';

/** Takes the token of a sign-in link out of the address, at once, so that it stands in no history and no screenshot. */
export function takeSignInToken(location: Location, history: History): string | null {
  if (!location.hash.startsWith(MARK)) return null;
  const token = location.hash.slice(MARK.length);
  history.replaceState(null, '', location.pathname + location.search);
  return token || null;
}

export const signInLink = (origin: string, token: string): string => `${origin}/console${MARK}${token}`;
