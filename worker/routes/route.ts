import type { Hono } from 'hono';
import { parseJson, type Shape } from '../../protocol/shape.ts';
import { type Access, type AppContext, type Callers, guards } from '../auth/access.ts';
import type { Env } from '../env.ts';
import { bodyMissing } from '../problem.ts';

export type Method = 'GET' | 'POST' | 'PATCH' | 'DELETE';

export interface Route {
  method: Method;
  path: string;
  access: Access;
  register(app: Hono<{ Bindings: Env }>): void;
}

type Answer = Response | Promise<Response>;

/** Declares a route: who may call it, and what then happens. */
export function route<A extends Access>(
  method: Method,
  path: string,
  access: A,
  handle: (c: AppContext, caller: Callers[A]) => Answer,
): Route {
  return {
    method,
    path,
    access,
    register: (app) => app.on(method, path, async (c) => handle(c, await guards[access](c))),
  };
}

/** The request's body. @throws ShapeError, answered as bad_frame or too_large. */
export const bodyOf = async <T>(c: AppContext, shape: Shape<T>): Promise<T> =>
  parseJson(
    shape,
    await c.req.text().catch(() => {
      throw bodyMissing();
    }),
  );
