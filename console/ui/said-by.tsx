import type { Source } from '../../protocol/contact.ts';
import { t } from '../i18n.ts';
import { FileIcon, PersonIcon, VerifiedIcon } from './icons.tsx';

const SIGNS = {
  verified: { Icon: VerifiedIcon, word: 'saidVerified' },
  page: { Icon: FileIcon, word: 'saidByPage' },
  visitor: { Icon: PersonIcon, word: 'saidByVisitor' },
} as const;

interface SaidByProps {
  by: Source | null | undefined;
  /** Where there is room for a sign only: the words are there for whoever points at it or listens. */
  isSign?: boolean;
}

/** Whose word something about a visitor is. Nothing where that is not known. */
export function SaidBy({ by, isSign = false }: SaidByProps) {
  if (!by) return null;
  const { Icon, word } = SIGNS[by];
  return (
    <span class="said" data-by={by} title={isSign ? t(word) : undefined}>
      <Icon />
      <span class={isSign ? 'unseen' : undefined}>{t(word)}</span>
    </span>
  );
}
