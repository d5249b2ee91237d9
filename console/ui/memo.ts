import { Component, type ComponentType, type FunctionComponent, h } from 'preact';

/** Draws again only when a prop is another one. What preact/compat calls memo, without preact/compat. */
export function memo<P extends object>(component: FunctionComponent<P>): ComponentType<P> {
  return class Memo extends Component<P> {
    override shouldComponentUpdate(next: P): boolean {
      const names = Object.keys({ ...this.props, ...next }) as (keyof P)[];
      return names.some((name) => next[name] !== (this.props as P)[name]);
    }
    override render() {
      return h(component, this.props as P);
    }
  };
}
