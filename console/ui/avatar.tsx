import { useContext } from 'preact/hooks';
import { initials, tintOf } from '../model/people.ts';
import { Faces } from './faces.ts';
import { PersonIcon } from './icons.tsx';

export interface AvatarProps {
  id: string;
  /** Null for a visitor who has not said theirs. */
  name: string | null;
  size?: 'small' | 'medium' | 'large';
}

/**
 * A face made of initials, with the photo over it if there is one; whoever has no name yet gets a plain figure. Always
 * beside the name, so never read out.
 */
export function Avatar({ id, name, size = 'medium' }: AvatarProps) {
  const photo = useContext(Faces).get(id);
  return (
    <span class={`avatar avatar-${size} tint-${tintOf(id)}`} aria-hidden="true">
      {name ? initials(name) : <PersonIcon />}
      {photo && <img src={photo} alt="" />}
    </span>
  );
}
