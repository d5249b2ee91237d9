import { useRef } from 'preact/hooks';
import type { SavedReply } from '../../protocol/desk.ts';
import { t, type Word } from '../i18n.ts';
import { shortcutFrom } from '../model/desk-draft.ts';
import { VARIABLES, type Variable } from '../model/saved-reply.ts';
import type { DeskItemFields } from './desk-items.tsx';
import { HintedField } from './hinted-field.tsx';
import { ReplyPreview } from './reply-preview.tsx';

const VARIABLE_WORDS = {
  'visitor.firstName': 'variableFirstName',
  'visitor.name': 'variableName',
  'visitor.email': 'variableEmail',
  'agent.name': 'variableAgent',
  'site.name': 'variableSite',
  'page.title': 'variablePageTitle',
  'page.url': 'variablePageUrl',
} as const satisfies Record<Variable, Word>;

/** Names are the ones that are often not known, and that a greeting can do without. */
const placeholder = (variable: Variable) =>
  variable === 'visitor.firstName' || variable === 'visitor.name'
    ? `{{${variable}|${t('fallback')}}}`
    : `{{${variable}}}`;

interface ReplyFieldsProps extends DeskItemFields<'replies'> {
  replies: readonly SavedReply[];
  agentName: string;
  siteName: string;
}

export function ReplyFields({ id, fields, edit, replies, agentName, siteName }: ReplyFieldsProps) {
  const text = useRef<HTMLTextAreaElement>(null);
  const { shortcut, title } = fields;
  const same = replies.find((reply) => reply.id !== id && reply.shortcut === shortcut);
  const putIn = (variable: Variable) => {
    const field = text.current;
    if (!field) return;
    field.setRangeText(placeholder(variable), field.selectionStart, field.selectionEnd, 'end');
    edit({ text: field.value });
    field.focus();
  };
  return (
    <>
      <div class="two">
        <label class="field">
          <span>{t('replyTitle')}</span>
          <input
            required
            maxLength={80}
            autocomplete="off"
            dir="auto"
            value={title}
            onInput={({ currentTarget }) => edit({ title: currentTarget.value })}
          />
        </label>
        <HintedField
          label={t('shortcut')}
          hint={
            same
              ? t('shortcutTaken', { title: same.title })
              : t('shortcutHint', { shortcut: shortcut || 'hours' })
          }
        >
          {(control) => (
            <input
              {...control}
              required
              maxLength={32}
              autocomplete="off"
              autocapitalize="none"
              spellcheck={false}
              value={shortcut}
              onInput={({ currentTarget }) => {
                currentTarget.value = shortcutFrom(currentTarget.value);
                edit({ shortcut: currentTarget.value });
              }}
            />
          )}
        </HintedField>
      </div>
      <label class="field">
        <span>{t('replyText')}</span>
        <textarea
          ref={text}
          required
          rows={5}
          maxLength={4096}
          dir="auto"
          value={fields.text}
          onInput={({ currentTarget }) => edit({ text: currentTarget.value })}
        />
      </label>
      <fieldset class="variables">
        <legend>{t('variables')}</legend>
        {VARIABLES.map((variable) => (
          <button
            key={variable}
            type="button"
            class="button"
            title={placeholder(variable)}
            onClick={() => putIn(variable)}
          >
            {t(VARIABLE_WORDS[variable])}
          </button>
        ))}
        <p class="hint">{t('variablesHint', { example: placeholder('visitor.firstName') })}</p>
      </fieldset>
      <ReplyPreview text={fields.text} agentName={agentName} siteName={siteName} />
    </>
  );
}
