import { fireEvent } from '@testing-library/preact';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { type Fixture, openMessenger, settled } from './widget-fixture.ts';

afterEach(() => {
  document.body.replaceChildren();
  localStorage.clear();
  sessionStorage.clear();
});

const field = ({ ui }: Fixture) => ui.getByRole<HTMLTextAreaElement>('textbox', { name: 'Message' });

async function type(fixture: Fixture, text: string) {
  fireEvent.input(field(fixture), { target: { value: text } });
  await settled();
}

async function press(fixture: Fixture, key: KeyboardEventInit) {
  const isLeftToBrowser = fireEvent.keyDown(field(fixture), key);
  await settled();
  await settled();
  return isLeftToBrowser;
}

const texts = (fixture: Fixture) => fixture.commands().map((command) => 'text' in command && command.text);

describe('the composer', () => {
  it('sends with Enter and is empty afterwards', async () => {
    const fixture = await openMessenger();
    await type(fixture, 'Hello');
    expect(await press(fixture, { key: 'Enter' })).toBe(false);
    expect(texts(fixture)).toEqual(['Hello']);
    expect(field(fixture).value).toBe('');
  });

  it('sends with its button', async () => {
    const fixture = await openMessenger();
    await type(fixture, 'Hello');
    fireEvent.click(fixture.ui.getByRole('button', { name: 'Send' }));
    await settled();
    await settled();
    expect(texts(fixture)).toEqual(['Hello']);
  });

  it.each([
    ['Shift+Enter breaks the line', { key: 'Enter', shiftKey: true }],
    ['Enter picks a word in an input method', { key: 'Enter', isComposing: true }],
    ['Enter ends a composition in Safari', { key: 'Enter', keyCode: 229 }],
  ])('does not send when %s', async (_why, key) => {
    const fixture = await openMessenger();
    await type(fixture, 'にほん');
    expect(await press(fixture, key)).toBe(true);
    expect(fixture.requests.filter((request) => request.startsWith('POST'))).toEqual([]);
    expect(field(fixture).value).toBe('にほん');
  });

  it('does not send what is empty or only space, and creates no conversation for it', async () => {
    const fixture = await openMessenger();
    await type(fixture, ' \n ');
    await press(fixture, { key: 'Enter' });
    expect(fixture.requests.filter((request) => request.startsWith('POST'))).toEqual([]);
    expect(localStorage.length).toBe(0);
  });

  it('keeps a text of 16 KiB and one byte, says so, and sends it once it is shorter', async () => {
    const fixture = await openMessenger();
    const tooLong = `${'é'.repeat(8 * 1024)}x`;
    await type(fixture, tooLong);
    await press(fixture, { key: 'Enter' });
    expect(fixture.ui.getByRole('alert').textContent).toContain('16 KiB');
    expect(field(fixture).value).toBe(tooLong);
    expect(localStorage.length).toBe(0);

    await type(fixture, tooLong.slice(0, -1));
    expect(fixture.ui.getByRole('alert').textContent).toBe('');
    await press(fixture, { key: 'Enter' });
    expect(texts(fixture)).toEqual([tooLong.slice(0, -1)]);
  });

  it('has the focus when the messenger opens', async () => {
    const fixture = await openMessenger();
    expect(fixture.host.shadow.activeElement).toBe(field(fixture));
  });

  it('keeps the draft over a reload, and forgets it once sent', async () => {
    await type(await openMessenger(), 'half a thought');
    const reloaded = await openMessenger();
    expect(field(reloaded).value).toBe('half a thought');
    await press(reloaded, { key: 'Enter' });
    expect(field(await openMessenger()).value).toBe('');
  });

  it('is filled by the page without writing to storage', async () => {
    const fixture = await openMessenger();
    fixture.messenger.ask('showNewMessage', ['About the Harbour lamp: ']);
    await vi.waitFor(() => expect(field(fixture).value).toBe('About the Harbour lamp: '));
    expect(sessionStorage.length + localStorage.length).toBe(0);
  });

  it('closes the messenger with Escape, but not out of an input method', async () => {
    const fixture = await openMessenger();
    await press(fixture, { key: 'Escape', isComposing: true });
    expect(fixture.host.close).not.toHaveBeenCalled();
    await press(fixture, { key: 'Escape' });
    expect(fixture.host.close).toHaveBeenCalledOnce();
  });
});
