/** A visitor's browser may claim any address. Only those that a browser opens as a web page become links. */
export interface WebAddress {
  href: string;
  /** Host and path, without what only machines read. */
  label: string;
}

export function webAddress(claimed: string): WebAddress | null {
  if (!URL.canParse(claimed)) return null;
  const url = new URL(claimed);
  if (url.protocol !== 'https:' && url.protocol !== 'http:') return null;
  return { href: url.href, label: url.host + (url.pathname === '/' ? '' : url.pathname) };
}
