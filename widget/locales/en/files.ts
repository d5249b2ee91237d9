/** Texts of what deals with files; they come along with it. */
export const filesTexts = {
  files: 'Attached files',
  remove: 'Remove',
  retry: 'Retry',
  full: 'A message takes 10 files.',
  too_large: 'Larger than 10 MB',
  unsupported_media: 'This kind of file is not accepted',
  quota_exceeded: 'This chat has no room for more files',
  rate_limited: 'Too many files. Wait a moment',
  failed: 'Not sent',
};
