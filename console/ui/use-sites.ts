import { useEffect, useMemo } from 'preact/hooks';
import type { Workspace } from '../model/workspace.ts';
import { useReadable } from './use-readable.ts';

/** The names of the workspace's sites by their keys; asked for only where there are several to tell apart. */
export function useSites({ install, inbox }: Workspace, isWanted: boolean): ReadonlyMap<string, string> {
  const state = useReadable(install.state);
  const isSeveral = useReadable(inbox.state, ({ all }) => all.some(({ site }) => site !== all[0]?.site));
  useEffect(() => {
    if (isWanted || isSeveral) void install.load();
  }, [isWanted, isSeveral, install]);
  return useMemo(
    () => new Map(state.is === 'loaded' ? state.tags.map(({ site, name }) => [site, name]) : []),
    [state],
  );
}
