import type { Plugin } from 'vite';

/**
 * Preact without what the messenger never uses: every visitor downloads it. Class life cycles, state, context, refs,
 * portals, style objects, suspense, hydration, MathML, hooks' entry points, and innerHTML, which so is not even in the
 * bundle. Each cut turns the reading of a feature into "not there"; the minifier then drops what hangs on it. The console
 * has all of Preact. Decision record 0007.
 */
const CUTS: readonly [what: string, from: string | RegExp, to: string][] = [
  ['JSX makes nodes itself', 'export{', 'export{m as jsx,'],
  ['context', 'j=(s=V.contextType)&&i[s.__c],L=s?j?j.props.value:s.__:i,', 'L=i,'],
  ['context', 'j&&j.sub(d),', ''],
  ['refs', '(h.ref!=v.ref||8&h.__u)&&(h.ref&&G(h.ref,null,v,h),v.ref&&a.push(v.ref,v.__c||w,v)),', ''],
  ['refs', '!(i=t.ref)||i.current&&i.current!=t.__e||G(i,null,r,t),', ''],
  ['refs', 'for(var i=0;i<u.length;)G(u[i++],u[i++],u[i++]);', ''],
  ['drawing into a document', '9==r.nodeType&&(r=r.documentElement),', ''],
  ['error boundaries', /for\(var i,o,e;t=t\.__;\).*?throw f=0,n/g, 'throw n'],
  [
    'life cycles but shouldComponentUpdate, context, error boundaries',
    /\b\w\.(getDerivedStateFromProps|componentWillReceiveProps|componentWillUpdate|componentDidUpdate|componentWillMount|componentDidMount|componentWillUnmount|getChildContext|getSnapshotBeforeUpdate|componentDidCatch)\b(?!=[^=])/g,
    '(void 0)',
  ],
  ['state', /x\.prototype\.setState=.*?(?=x\.prototype\.render)/g, ''],
  ['style objects', /if\("style"==t\).*?(?=if\("o"==t\[0\])/g, ''],
  ['portals', /\b(?:\w\.)?props\.__P\b/g, '(void 0)'],
  ['portals', /\bM\.__P\b/g, '(void 0)'],
  ['innerHTML', '"dangerouslySetInnerHTML"==s?y=k:', ''],
  ['innerHTML', '"dangerouslySetInnerHTML"==s?h=k:', ''],
  ['SVG links', '.replace(/xlink(H|:h)/,"h").replace(/sName$/,"s")', ''],
  ['MathML', '"math"==C?f="http://www.w3.org/1998/Math/MathML":', ''],
  ['MathML', '("foreignObject"==C||"http://www.w3.org/1998/Math/MathML"==f&&v.test(C))', '!1'],
  ['suspense', 't&&t.then', '!1'],
  ['resumed hydration', '128&u.__u&&(', '!1&&('],
  ['hydration', 'i=(u=t&&32&t.__u)?null:r.__k,', 'i=r.__k,'],
  ['hydration', 'i?null:r.firstChild?d.call(r.childNodes):null', 'null'],
  ['hydration', /,o\)for\(s=0;s<o\.length;s\+\+\)if\(.*?break}/g, ');'],
  ['hydration', ',l&&(n.__m&&n.__m(r,o),l=!1),o=null}', '}'],
  ['hydration', /if\((a="template"==C&&t\.content\|\|t),o="textarea".*?k\.value;/g, '$1;'],
  ['hydration', 'o?o[0]:u.__k&&S(u,0),l,c),o&&o.some(g)),l&&"textarea"!=C||(', 'u.__k&&S(u,0),l,c)),('],
  ['hydration', 'l&&"function"!=typeof k||$[s]===k', '$[s]===k'],
  ['hydration', '$===x||l&&t.data==x||', '$===x||'],
  ['hydration', 'r.__v=null,c||o)', 'r.__v=null,!1)'],
  ['templates', 'a="template"==C&&t.content||t', 'a=t'],
  ['progress bars', '"progress"==C&&null==b?t.removeAttribute(s):', ''],
  ['progress bars', '&&("progress"!=C||b)', ''],
  ['checkboxes', '||"checked"==s&&"defaultChecked"in x', ''],
  ['checkboxes', ':"checked"==s?m=k', ''],
  ['checkboxes', ',s="checked",null!=m&&m!=t[s]&&N(t,s,m,$[s],f)', ''],
  ['unmounting what is suspended', '!u&&(i=t.__c)&&(i=i.__z)&&', '!1&&'],
  ['vnode hook', 'return!o&&n.vnode&&n.vnode(e),e', 'return e'],
  ['vnode hook', 'n.vnode&&n.vnode(r),', ''],
  ['diff hook', ',(s=n.__b)&&s(r);', ';'],
  ['render hook', 'H=n.__r,', ''],
  ['render hook', 'H&&H(r),', ''],
  ['diffed hook', 'return(s=n.diffed)&&s(r),l', 'return l'],
  ['commit hook', 'n.__c&&n.__c(r,t),', ''],
  ['unmount hook', 'n.unmount&&n.unmount(t),', ''],
  ['root hook', 'n.__&&n.__(t,r),', ''],
  ['event hook', 'n.event?n.event(r):r', 'r'],
];

/** Instead of Preact's own, which makes the same nodes with code of its own. */
const JSX_RUNTIME = 'export{Fragment,jsx,jsx as jsxs}from"preact"';

/** @throws when a cut is not found: Preact has changed, and this list must be looked at. */
export const leanPreact = (): Plugin => ({
  name: 'lean-preact',
  enforce: 'pre',
  transform(code, id) {
    if (id.endsWith('/jsxRuntime.mjs')) return JSX_RUNTIME;
    if (!id.endsWith('/preact/dist/preact.mjs')) return null;
    return CUTS.reduce((rest, [what, from, to]) => {
      const cut = rest.replaceAll(from, to);
      if (cut === rest) throw new Error(`lean-preact: "${what}" is not in this version of Preact`);
      return cut;
    }, code);
  },
});
