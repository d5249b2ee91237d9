/** What visitors get in Preact's place does what Preact does. */
import { render as preactRender } from 'preact';
import * as preactRuntime from 'preact/jsx-runtime';
import { describe, expect, it } from 'vitest';
import * as lean from '../../widget/lean-preact.ts';

const preact = { ...preactRuntime, render: preactRender } as unknown as typeof lean;
const place = () => document.createElement('div');

describe.each([
  ['Preact', preact],
  ['lean Preact', lean],
])('%s', (_, { Fragment, jsx, render }) => {
  const item = (key: string, ...children: unknown[]) => jsx('li', { children: [key, ...children] }, key);
  const list = (...keys: string[]) => jsx('ul', { children: keys.map((key) => item(key)) });

  describe('a drawing', () => {
    it('is elements, texts and numbers, and nothing for what is not there', () => {
      const at = place();
      const Both = () => jsx(Fragment, { children: [jsx('b', { children: 7 }), 0, false] });
      render(['text', null, undefined, false, true, '', jsx(Both, {})], at);
      expect(at.innerHTML).toBe('text<b>7</b>0');
      render(null, at);
      expect(at.childNodes.length).toBe(0);
    });

    it('never takes text for markup', () => {
      const at = place();
      render(jsx('p', { title: '"><i>', children: '<i>no</i>' }), at);
      expect(at.querySelector('i')).toBeNull();
      expect(at.textContent).toBe('<i>no</i>');
    });

    it('makes pictures in their own namespace', () => {
      const at = place();
      render(jsx('svg', { viewBox: '0 0 1 1', children: jsx('path', { d: 'M0 0' }) }), at);
      expect(at.querySelector('path')?.namespaceURI).toBe('http://www.w3.org/2000/svg');
      expect(at.querySelector('svg')?.getAttribute('viewBox')).toBe('0 0 1 1');
    });
  });

  describe('the next drawing', () => {
    it('keeps elements, and those beside what comes and goes', () => {
      const at = place();
      const draw = (isThere: boolean, text: string) =>
        render([isThere && jsx('p', {}), jsx('p', { class: 'stays', children: text })], at);
      draw(false, 'one');
      const kept = at.querySelector('.stays');
      draw(true, 'two');
      expect(at.querySelector('.stays')).toBe(kept);
      expect(at.lastChild).toBe(kept);
      expect(kept?.textContent).toBe('two');
    });

    it.each([
      ['before the others', ['x', 'a', 'b', 'c']],
      ['between them', ['a', 'x', 'b', 'c']],
      ['in another order', ['c', 'a', 'b']],
      ['without the first', ['b', 'c']],
      ['turned round', ['c', 'b', 'a']],
      ['as others', ['x', 'y']],
    ])('puts what has a key %s, the element with it', (_, keys) => {
      const at = place();
      render(list('a', 'b', 'c'), at);
      const before = new Map([...at.querySelectorAll('li')].map((it) => [it.textContent, it]));
      render(list(...keys), at);
      const after = [...at.querySelectorAll('li')];
      expect(after.map((it) => it.textContent)).toEqual(keys);
      for (const it of after) expect(before.get(it.textContent) ?? it).toBe(it);
    });

    it('moves nothing that is in its place: what has the focus keeps it', async () => {
      const at = place();
      render(list('a', 'b', 'c'), at);
      const moved: unknown[] = [];
      const observer = new MutationObserver((records) => moved.push(...records));
      observer.observe(at, { childList: true, subtree: true });
      render(list('a', 'x', 'b', 'c'), at);
      moved.push(...observer.takeRecords());
      await new Promise((resolve) => setTimeout(resolve));
      // The new one comes, and gets its text.
      expect(moved).toHaveLength(1);
    });

    it('draws each of two with one key', () => {
      const at = place();
      for (const keys of [['a', 'a'], ['a', 'a', 'b'], ['b']]) {
        render(list(...keys), at);
        expect([...at.querySelectorAll('li')].map((it) => it.textContent)).toEqual(keys);
      }
    });

    it('leaves alone what somebody else has put there', () => {
      const at = place();
      const draw = (text: string) => render([jsx('p', {}), jsx('div', { children: text })], at);
      draw('one');
      const foreign = document.createElement('aside');
      at.lastChild?.before(foreign);
      draw('two');
      expect([...at.children].map((it) => it.tagName)).toEqual(['P', 'ASIDE', 'DIV']);
    });

    it('goes on where somebody else has taken something away', () => {
      const at = place();
      render(list('a', 'b'), at);
      at.querySelector('li')?.remove();
      render(list('x', 'a', 'b', 'c'), at);
      // Where is anybody's guess, but nothing is lost for it.
      const there = [...at.querySelectorAll('li')].map((it) => it.textContent);
      expect(there).toEqual(expect.arrayContaining(['b', 'c', 'x']));
      // As a translator of pages does.
      render(jsx('p', { children: ['hello', jsx('b', {})] }), at);
      at.querySelector('p')?.firstChild?.replaceWith(document.createElement('font'));
      render(jsx('p', { children: [jsx('i', {}), 'hello', jsx('b', {})] }), at);
      expect(at.querySelector('b')).not.toBeNull();
      expect(at.querySelector('i')).not.toBeNull();
    });

    it('is a new element where another component stands in its place', () => {
      const at = place();
      const One = () => jsx('input', {});
      const Other = () => jsx('input', {});
      render(jsx(One, {}), at);
      const first = at.firstChild;
      render(jsx(One, {}), at);
      expect(at.firstChild).toBe(first);
      render(jsx(Other, {}), at);
      expect(at.firstChild).not.toBe(first);
    });

    it('does not look into what is the same description', () => {
      let count = 0;
      const Counts = () => {
        count += 1;
        return null;
      };
      const same = jsx('div', { children: jsx(Counts, {}) });
      const at = place();
      render(same, at);
      render(same, at);
      expect(count).toBe(1);
    });
  });

  describe('what is said of an element', () => {
    it('comes, changes and goes', () => {
      const at = place();
      const of = () => at.firstElementChild?.getAttributeNames().sort();
      render(jsx('p', { 'aria-label': 'a', hidden: true, 'aria-checked': false, title: undefined }), at);
      expect(of()).toEqual(['aria-checked', 'aria-label', 'hidden']);
      expect(at.firstElementChild?.getAttribute('aria-checked')).toBe('false');
      render(jsx('p', { title: 'b', hidden: false, 'aria-checked': true }), at);
      expect(of()).toEqual(['aria-checked', 'title']);
      expect(at.firstElementChild?.getAttribute('aria-checked')).toBe('true');
    });

    it('is empty where there is no value', () => {
      const at = place();
      for (const props of [{ value: 'a' }, { value: undefined }, {}]) render(jsx('input', props), at);
      expect(at.querySelector('input')?.value).toBe('');
    });

    it('is the value that a person has changed, and is not set twice, which would move the caret', () => {
      const at = place();
      const draw = (value: string) => render(jsx('textarea', { value }), at);
      draw('one');
      const field = at.querySelector('textarea') as HTMLTextAreaElement;
      field.value = 'typed';
      field.setSelectionRange(2, 2);
      draw('typed');
      expect(field.selectionStart).toBe(2);
      field.value = 'not taken';
      draw('typed');
      expect(field.value).toBe('typed');
    });

    it('is the newest handler, whose answer means nothing', () => {
      const at = place();
      const heard: string[] = [];
      const draw = (name: string) => {
        const onClick = (event: Event) => {
          heard.push(name + event.type);
          return false;
        };
        render(jsx('button', { onClick }), at);
      };
      draw('one');
      draw('two');
      const event = new MouseEvent('click', { cancelable: true });
      at.firstChild?.dispatchEvent(event);
      expect(heard).toEqual(['twoclick']);
      expect(event.defaultPrevented).toBe(false);
    });
  });
});

it('lean Preact does not take back what was just checked; Preact does, until the model knows', () => {
  const at = place();
  const draw = (checked: boolean) => lean.render(lean.jsx('input', { type: 'radio', checked }), at);
  draw(false);
  const field = at.querySelector('input') as HTMLInputElement;
  field.checked = true;
  draw(false);
  expect(field.checked).toBe(true);
  draw(true);
  draw(false);
  expect(field.checked).toBe(false);
});
