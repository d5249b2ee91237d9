/**
 * The built Worker, counted: the same code with each object's storage and entrances watched. Answers its totals at
 * `/bench/counts`. Everything runs in one isolate on one machine, so a module's variable sees all objects.
 */
import * as built from './index.js';

const counts = {};
const add = (key, by = 1) => {
  counts[key] = (counts[key] ?? 0) + by;
};

/** Counts rows and index entries written, and the turns that wrote: the platform commits once for each of those. */
function watch(storage, name) {
  const { sql } = storage;
  const { exec } = sql;
  let hasWritten = false;
  const wrote = () => {
    if (hasWritten) return;
    hasWritten = true;
    add(`${name} commits`);
    queueMicrotask(() => {
      hasWritten = false;
    });
  };
  sql.exec = (...query) => {
    const cursor = exec.apply(sql, query);
    add(`${name} statements`);
    if (cursor.rowsWritten > 0) {
      add(`${name} rows`, cursor.rowsWritten);
      wrote();
    }
    return cursor;
  };
  const { setAlarm } = storage;
  storage.setAlarm = (...when) => {
    add(`${name} alarms set`);
    wrote();
    return setAlarm.apply(storage, when);
  };
}

const counted = (Base, name) =>
  class extends Base {
    constructor(ctx, env) {
      watch(ctx.storage, name);
      super(ctx, env);
    }

    webSocketMessage(...event) {
      add(`${name} frames`);
      return super.webSocketMessage(...event);
    }

    alarm(...event) {
      add(`${name} alarms`);
      return super.alarm(...event);
    }
  };

export class AccountObject extends counted(built.AccountObject, 'account') {}
export class ConversationObject extends counted(built.ConversationObject, 'conversation') {}
export class WorkspaceObject extends counted(built.WorkspaceObject, 'workspace') {
  index(...summaries) {
    add('workspace index');
    return super.index(...summaries);
  }
}

export default {
  fetch(request, ...rest) {
    return new URL(request.url).pathname === '/bench/counts'
      ? Response.json(counts)
      : built.default.fetch(request, ...rest);
  },
};
