/** The little of SQL that stores need, so that the same store runs on an object's SQLite and in the simulation. */
/** Bytes go in as either; an object's SQLite gives them as the first, Node's as the second. */
export type SqlValue = string | number | null | ArrayBuffer | Uint8Array;

export interface Sql {
  /** Runs one statement with bound parameters and returns its rows. */
  all<Row extends Record<string, SqlValue>>(query: string, ...parameters: SqlValue[]): Row[];
  /** All or nothing. Must not be nested. */
  transaction<T>(run: () => T): T;
}

export function objectSql(storage: DurableObjectStorage): Sql {
  return {
    all: (query, ...parameters) => storage.sql.exec(query, ...parameters).toArray() as never,
    transaction: (run) => storage.transactionSync(run),
  };
}
