/**
 * As much of Preact as the messenger uses, for every visitor downloads it: what JSX describes becomes elements, and the
 * next drawing touches only what is different. Functions as components, keys, attributes spelled as in HTML; no state of
 * components and no markup from text. The build puts it in Preact's place (scripts/lean-preact.ts); what it does, Preact
 * does too, and one test holds both to it. docs/decisions/0024-lean-preact-of-our-own.md has the figures.
 */

type Props = Record<string, unknown>;
type Component = (props: Props) => unknown;
/** What JSX makes. */
interface Described {
  type: string | Component;
  props: Props;
  key: string | number | undefined;
}
type Leaf = Described | string | number;

/** An element or a text that is on the page. */
interface Drawn {
  type: string | undefined;
  /** The component that it came from: another's is another, also at the same place. */
  by: Component | undefined;
  node: Node;
  /** What it was drawn from the last time. */
  was: Leaf | undefined;
  inner: Inner;
}
/** By where it stands: indexes and keys on the way to it, so what comes and goes beside it does not move it. */
type Inner = Map<string, Drawn>;

const SVG = 'http://www.w3.org/2000/svg';
/** What a person can change is in the property only, and a style as an attribute is against strict policies. */
const PROPERTIES = ['value', 'checked', 'defaultValue', 'style'];

const drawnIn = new WeakMap<Element, Inner>();

export const jsx = (type: string | Component, props: Props, key?: string | number): Described => ({
  type,
  props,
  key,
});
export { jsx as jsxDEV, jsx as jsxs };

export const Fragment = ({ children }: Props): unknown => children;

/** Draws this, and nothing else, in `place`. Elements that somebody else has put there stay. */
export function render(child: unknown, place: Element): void {
  drawnIn.set(place, fill(place, drawnIn.get(place) ?? new Map(), child));
}

function fill(parent: Element, before: Inner, child: unknown): Inner {
  const now: Inner = new Map();

  const expand = (children: Iterable<unknown>, path: string, by?: Component) => {
    let index = 0;
    for (const it of children as Iterable<Described>) {
      let at = `${path} ${it?.key ?? index}`;
      index += 1;
      if (Array.isArray(it)) expand(it, at, by);
      else if (typeof it?.type === 'function') expand([it.type(it.props)], at, it.type);
      else if (it != null && typeof it !== 'boolean') {
        // Of two with one key, each is drawn.
        while (now.has(at)) at += '+';
        let drawn = before.get(at);
        if (!drawn || drawn.type !== it.type || drawn.by !== by) drawn = create(parent, it, by);
        update(drawn, it);
        now.set(at, drawn);
      }
    }
  };
  expand([child], '');

  const all = new Set(now.values());
  // Those that stay, in their old order: whoever is next in it need not be moved.
  const staying = new Set(before.values());
  for (const drawn of staying) {
    if (all.has(drawn)) continue;
    (drawn.node as ChildNode).remove();
    staying.delete(drawn);
  }
  for (const drawn of all) {
    const [next] = staying;
    // Somebody else, a translator for one, may have taken that away.
    if (drawn !== next) parent.insertBefore(drawn.node, next?.node.parentNode === parent ? next.node : null);
    staying.delete(drawn);
  }
  return now;
}

function create(parent: Element, { type }: Described, by: Component | undefined): Drawn {
  const node = type
    ? document.createElementNS(type === 'svg' ? SVG : parent.namespaceURI, type as string)
    : document.createTextNode('');
  return { type: type as string, by, node, was: undefined, inner: new Map() };
}

function update(drawn: Drawn, now: Leaf): void {
  const { node, was } = drawn;
  if (now === was) return;
  drawn.was = now;
  if (!drawn.type) {
    (node as Text).data = `${now}`;
    return;
  }
  const before = (was as Described | undefined)?.props;
  const { props } = now as Described;
  for (const name of Object.keys({ ...before, ...props })) {
    if (name === 'children') drawn.inner = fill(node as Element, drawn.inner, props.children);
    else set(node as Element & Props, name, props[name], before?.[name]);
  }
}

function set(node: Element & Props, name: string, value: unknown, before: unknown): void {
  if (name.startsWith('on')) {
    // What it returns means nothing: as a handler of the element, `false` would undo what the browser does.
    node[name.toLowerCase()] = value && ((event: Event) => void (value as (event: Event) => void)(event));
  } else if (value === (name === 'value' ? node[name] : before)) {
    // Of a text, what is in the field counts, so that the caret stays. What is checked is changed by a click before the
    // model knows, and must not be taken back.
    return;
  } else if (PROPERTIES.includes(name)) {
    node[name] = value ?? '';
  } else if (value == null || (value === false && !name.startsWith('aria-'))) {
    node.removeAttribute(name);
  } else node.setAttribute(name, `${value}`);
}
