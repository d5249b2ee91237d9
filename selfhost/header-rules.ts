// The part of Cloudflare's `_headers` format that ours uses: a path, with `*` for anything, then indented headers.

interface HeaderRule {
  path: RegExp;
  headers: Record<string, string>;
}

export function parseHeaderRules(text: string): HeaderRule[] {
  const rules: HeaderRule[] = [];
  for (const line of text.split('\n')) {
    if (line.trim() === '' || line.startsWith('#')) continue;
    if (/^\s/.test(line)) {
      const colon = line.indexOf(':');
      const rule = rules.at(-1);
      if (rule) rule.headers[line.slice(0, colon).trim().toLowerCase()] = line.slice(colon + 1).trim();
    } else {
      rules.push({ path: pathPattern(line.trim()), headers: {} });
    }
  }
  return rules;
}

/** All rules that match apply; of two that set the same header, the later one wins. */
export function matchingHeaders(rules: HeaderRule[], pathname: string): Record<string, string> {
  return Object.assign({}, ...rules.filter((rule) => rule.path.test(pathname)).map((rule) => rule.headers));
}

function pathPattern(path: string): RegExp {
  const escaped = path.split('*').map((part) => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${escaped.join('.*')}$`);
}
