import type { ComponentChildren } from 'preact';
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { t } from '../i18n.ts';
import { type DeskFields, type DeskList, isOrphan, NEW, shownFields } from '../model/desk-draft.ts';
import type { DeskSettings } from '../model/desk-settings.ts';
import { DeskSave } from './desk-save.tsx';
import { RemoveDialog } from './remove-dialog.tsx';
import { useReadable } from './use-readable.ts';

/** What is drawn of an item. `edit` changes only what it names. */
export interface DeskItemFields<P extends DeskList> {
  id: string;
  fields: DeskFields[P];
  edit(changes: Partial<DeskFields[P]>): void;
}

export interface DeskItemsProps<P extends DeskList> {
  settings: DeskSettings;
  part: P;
  /** What the list is called. */
  label: string;
  /** Said when there are none. */
  none: string;
  nameOf(fields: DeskFields[P]): string;
  summary(fields: DeskFields[P], id: string): ComponentChildren;
  form(item: DeskItemFields<P>): ComponentChildren;
  /** What is lost with it. */
  removal(fields: DeskFields[P], id: string): string;
  /** How one is added; without it they can't be. */
  add?: { label: string; base(): DeskFields[P] };
  /** Whether this agent may change and remove them. */
  isChanging?: boolean;
  /** Of a search: the others are left out, unless they are being changed. */
  isFound?: (fields: DeskFields[P]) => boolean;
}

/** Things of the team's desk, each to be changed where it stands; and adding one. */
export function DeskItems<P extends DeskList>(props: DeskItemsProps<P>) {
  const { settings, part, label, none, add, nameOf, removal, isChanging = true } = props;
  const { isFound = () => true } = props;
  const { desk, drafts } = useReadable(settings.state);
  const [removing, setRemoving] = useState<string | null>(null);
  const [told, tell] = useState('');

  const stored = (desk[part] ?? []).map(({ id }) => id);
  const orphans = [...drafts[part].keys()].filter((id) => isOrphan(desk, drafts, part, id));
  const items = [...stored, ...orphans].flatMap((id) => {
    const fields = shownFields(desk, drafts, part, id);
    const isEditing = drafts[part].has(id);
    return fields && (isEditing || isFound(fields)) ? [{ id, fields, isEditing }] : [];
  });
  const asked = removing === null ? undefined : shownFields(desk, drafts, part, removing);
  const shared = { ...props, isChanging, tell, askRemoval: setRemoving };
  const fresh = shownFields(desk, drafts, part, NEW);
  return (
    <>
      {stored.length + orphans.length === 0 && !fresh && <p>{none}</p>}
      {items.length > 0 && (
        <ul class="desk-items" aria-label={label}>
          {items.map((item) => (
            <li key={item.id}>
              <DeskItem {...shared} {...item} />
            </li>
          ))}
        </ul>
      )}
      {add && (
        <div class={fresh ? 'desk-new' : ''}>
          <DeskItem {...shared} id={NEW} fields={fresh} isEditing={fresh !== undefined} />
        </div>
      )}
      <p class="unseen" role="status">
        {told}
      </p>
      {removing !== null && asked && (
        <RemoveDialog
          name={nameOf(asked)}
          text={removal(asked, removing)}
          remove={() => settings.remove(part, removing)}
          removed={() => {
            tell(t('removed'));
            // The button that had the focus is gone with it.
            document.getElementById('settings-title')?.focus();
          }}
          close={() => setRemoving(null)}
        />
      )}
    </>
  );
}

interface DeskItemProps<P extends DeskList> extends DeskItemsProps<P> {
  id: string;
  /** Undefined of what nobody is adding. */
  fields: DeskFields[P] | undefined;
  isEditing: boolean;
  tell(words: string): void;
  askRemoval(id: string): void;
}

function DeskItem<P extends DeskList>(props: DeskItemProps<P>) {
  const { settings, part, id, fields, isEditing, add, isChanging, nameOf, tell, askRemoval } = props;
  const opener = useRef<HTMLButtonElement>(null);
  const wasEditing = useRef(isEditing);
  useEffect(() => {
    // The form had the focus and is gone.
    if (wasEditing.current && !isEditing && document.activeElement === document.body) opener.current?.focus();
    wasEditing.current = isEditing;
  }, [isEditing]);

  if (fields && isEditing) return <ItemForm {...props} fields={fields} />;
  const begin = () => {
    tell('');
    settings.begin(part, id, id === NEW ? add?.base() : undefined);
  };
  if (!fields)
    return (
      <button ref={opener} type="button" class="button" onClick={begin}>
        {add?.label}
      </button>
    );
  const name = nameOf(fields);
  return (
    <div class="desk-item">
      {props.summary(fields, id)}
      {isChanging && (
        <span class="desk-item-tools">
          <button
            ref={opener}
            type="button"
            class="button"
            aria-label={t('editNamed', { name })}
            onClick={begin}
          >
            {t('edit')}
          </button>
          <button
            type="button"
            class="button"
            aria-label={t('removeNamed', { name })}
            onClick={() => askRemoval(id)}
          >
            {t('remove')}
          </button>
        </span>
      )}
    </div>
  );
}

function ItemForm<P extends DeskList>(props: DeskItemProps<P> & { fields: DeskFields[P] }) {
  const { settings, part, id, fields, add, nameOf, tell } = props;
  const { desk, drafts } = useReadable(settings.state);
  const form = useRef<HTMLFormElement>(null);
  // At once: the next key is meant for it.
  useLayoutEffect(() => form.current?.querySelector<HTMLElement>('input, textarea')?.focus(), []);
  const submit = async (event: Event) => {
    event.preventDefault();
    if (await settings.save(part, id)) tell(t('saved'));
  };
  return (
    <form
      ref={form}
      class="desk-form"
      aria-label={id === NEW ? add?.label : t('editNamed', { name: nameOf(fields) })}
      onSubmit={(event) => void submit(event)}
    >
      {props.form({ id, fields, edit: (changes) => settings.edit(part, id, changes) })}
      <DeskSave
        saving={drafts[part].get(id)?.saving ?? { is: 'ready' }}
        isOrphan={isOrphan(desk, drafts, part, id)}
        cancel={() => settings.discard(part, id)}
      />
    </form>
  );
}
