/** What a page shows, as a test judges it: links, and elements that none of our components make. */
export interface Sight {
  /** As they stand in `href`. */
  links: string[];
  /** Elements inside of what somebody wrote. */
  bubbleParts: string[];
  elements: string[];
  attributes: string[];
}

/** Elements of our components, and attributes that could run, fetch or look like something. */
const ELEMENTS = new Set(
  (
    'a article bdi button dd dialog div dl dt em fieldset footer form h1 h2 h3 h4 header input label legend li main noscript option p ' +
    'path rect script section select span strong svg textarea time ul'
  ).split(' '),
);
const ATTRIBUTES = /^(on|src|action|formaction|data$|background|poster|xlink|http-equiv)/;
const BUBBLE_PARTS = ['a.', 'span.edited', 'em.'];

/** Everything that should not be there, in words. */
export const strangeIn = ({ links, bubbleParts, elements, attributes }: Sight): string[] => [
  ...elements.filter((name) => !ELEMENTS.has(name)).map((name) => `element ${name}`),
  ...bubbleParts.filter((part) => !BUBBLE_PARTS.includes(part)).map((part) => `${part} in a bubble`),
  ...attributes.filter((name) => ATTRIBUTES.test(name)).map((name) => `attribute ${name}`),
  ...links.filter((href) => !isWebAddress(href)).map((href) => `link to ${href}`),
];

/** What is no address at all leads nowhere. */
const isWebAddress = (href: string): boolean =>
  /^https?:\/\//i.test(href) && /^(https?:)?$/.test(URL.parse(href)?.protocol ?? '');
