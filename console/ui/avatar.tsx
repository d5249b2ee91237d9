import { initials, tintOf } from '../model/people.ts';
import { PersonIcon } from './icons.tsx';

export interface AvatarProps {
  id: string;
  /** Null for a visitor who has not said theirs. */
  name: string | null;
  size?: 'small' | 'medium' | 'large';
}

/** A face made of initials; whoever has no name yet gets a plain figure. Always beside the name, so never read out. */
export function Avatar({ id, name, size = 'medium' }: AvatarProps) {
  return (
    <span class={`avatar avatar-${size} tint-${tintOf(id)}`} aria-hidden="true">
      {name ? initials(name) : <PersonIcon />}
    </span>
  );
}
