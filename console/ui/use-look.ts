import type { Look } from '../../protocol/look.ts';
import { currentDraft, type SiteSettings } from '../model/site-settings.ts';
import { useReadable } from './use-readable.ts';

const NOTHING: Look = {};

/** The look of the chosen site as it would be saved. */
export const useLook = (settings: SiteSettings): Look =>
  useReadable(settings.state, (state) => currentDraft(state)?.look) ?? NOTHING;
