/** A person as initials. The name stands beside it, so screen readers pass it over. */
export function Avatar({ name }: { name: string }) {
  return (
    <span class="avatar" aria-hidden="true">
      {initials(name)}
    </span>
  );
}

const initials = (name: string): string =>
  name
    .split(/\s+/, 2)
    .map((word) => [...word][0]?.toUpperCase())
    .join('');
