/** Limits of files. Apart from the others, so that the messenger does not carry them before somebody attaches something. */
export const FILE_LIMITS = {
  fileBytes: 10 * 1024 * 1024,
  conversationBytes: 100 * 1024 * 1024,
  /** The name as it is kept; as it is sent it may be longer. */
  nameBytes: 200,
  /** A browser unpacks a picture to four bytes a pixel. */
  pictureMegapixels: 50,
  perMessage: 10,
  /** Of one person, at the same time. */
  uploadsAtOnce: 10,
  /** Files that no message mentions go after a week, so that one may be offline until then. */
  unsentMs: 7 * 24 * 60 * 60_000,
  /** So long does an address of a file work, and at least half as long. */
  linkMs: 60 * 60_000,
} as const;
