import { createContext } from 'preact';

/** Photos of the team, by agent: paths on this origin. Whoever draws an avatar finds them here. */
export const Faces = createContext<ReadonlyMap<string, string>>(new Map());
