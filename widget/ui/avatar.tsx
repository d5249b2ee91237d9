/**
 * A person as initials, under the photo if there is one: where a page's policy refuses it, they are seen. The name
 * stands beside it, so screen readers pass it over.
 */
export function Avatar({ name, photo }: { name: string; photo?: string | undefined }) {
  return (
    <span class="avatar" aria-hidden="true">
      {initials(name)}
      {photo && <img crossorigin="anonymous" src={photo} alt="" />}
    </span>
  );
}

/** The first letters of the first two words: of "Lantern & Co." it is LC. */
const initials = (name: string): string =>
  (name.match(/(?<![\p{L}\p{N}])[\p{L}\p{N}]/gu) ?? []).slice(0, 2).join('').toUpperCase();

/** A name and what the person does. */
export const withTitle = (name: string, title?: string): string => (title ? `${name} · ${title}` : name);
