/** One line on a 32 by 32 grid, in the colour of the text. */
export const Icon = ({ path }: { path: string }) => (
  <svg viewBox="0 0 32 32" aria-hidden="true">
    <path d={path} />
  </svg>
);
