/** Entry of what is not needed to open, read and send. */
import type { Later } from '../ui/later-parts.ts';
import { Actions } from './actions.tsx';
import { answer } from './answer.ts';
import { formatted } from './formatted.tsx';
import { HeadMenu } from './head-menu.tsx';
import { Home } from './home.tsx';
import styles from './later.css?inline';
import { Tail } from './tail.tsx';

export const parts: Later = { styles, Actions, answer, formatted, HeadMenu, Home, Tail };
