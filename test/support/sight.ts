/** What a page shows, as a test judges it: links, and elements that none of our components make. */
export interface Sight {
  /** As they stand in `href`. */
  links: string[];
  /** What stands inside of somebody's words and names: links by what they pass on, and else elements. */
  inner: string[];
  elements: string[];
  attributes: string[];
}

/** What our components make around what people wrote, and attributes that could run, fetch or look like something. */
const ELEMENTS = new Set(
  (
    'a article bdi button dd details dialog div dl dt fieldset form h2 h3 header input label legend option p path rect ' +
    'section select span summary svg textarea time'
  )
    .split(' ')
    .concat(formatting()),
);
const ATTRIBUTES = /^(on|src|action|formaction|data$|background|poster|xlink|http-equiv)/;
/** Light formatting, which the messenger makes of what people type. */
function formatting(after = ''): string[] {
  return 'strong em code pre ul ol li'.split(' ').map((name) => name + after);
}
/** A link is one whose words are its address. */
const INNER = ['link noopener noreferrer nofollow', 'span.edited', ...formatting('.')];

/** Everything that should not be there, in words. */
export const strangeIn = ({ links, inner, elements, attributes }: Sight): string[] => [
  ...elements.filter((name) => !ELEMENTS.has(name)).map((name) => `element ${name}`),
  ...inner.filter((part) => !INNER.includes(part)).map((part) => `${part} inside of words`),
  ...attributes.filter((name) => ATTRIBUTES.test(name)).map((name) => `attribute ${name}`),
  ...links.filter((href) => !isWebAddress(href)).map((href) => `link to ${href}`),
];

/** What is no address at all leads nowhere. */
const isWebAddress = (href: string): boolean =>
  /^https?:\/\//i.test(href) && /^(https?:)?$/.test(URL.parse(href)?.protocol ?? '');
