/** Entry of what is not needed to open, read and send. */
import type { Later } from '../ui/later-parts.ts';
import { Actions } from './actions.tsx';
import { answer } from './answer.ts';
import { begin } from './begin.ts';
import { formatted } from './formatted.tsx';
import { HeadMenu } from './head-menu.tsx';
import { Home } from './home.tsx';
import { Earlier } from './place-in-log.tsx';
import { Tail } from './tail.tsx';
import { Tools } from './tools.tsx';

export const parts: Later = { Actions, answer, begin, Earlier, formatted, HeadMenu, Home, Tail, Tools };
