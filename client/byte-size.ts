/** `340 kB`, `1.2 MB`: as people say how large a file is. */
export function byteSize(bytes: number, locale?: string): string {
  const [value, unit] = bytes < 999_500 ? [Math.max(1, bytes / 1e3), 'kilobyte'] : [bytes / 1e6, 'megabyte'];
  const maximumFractionDigits = value < 9.95 && unit === 'megabyte' ? 1 : 0;
  return new Intl.NumberFormat(locale, { style: 'unit', unit, maximumFractionDigits }).format(value);
}
