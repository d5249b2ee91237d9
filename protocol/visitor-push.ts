/** How visitors are told of answers after the page is closed, where they want that. Rules NTF-12 to NTF-16 of docs/SPEC.md. */
import { pushTarget } from './notifications.ts';
import { type Infer, nullable, object, text } from './shape.ts';

export const VISITOR_PUSH = {
  devicesPerConversation: 5,
  /** Of the page's address, and of the icon's: they come back in a push, which has room for 4 KB. */
  addressBytes: 1024,
} as const;

/** GET /api/conversations/:conversation/push */
export const visitorPushSetting = object({
  /** What a browser subscribes with (RFC 8292): a point on P-256 as base64url. */
  pushKey: text(128, 1),
});

/** PUT /api/conversations/:conversation/push/:device */
export const visitorPushRequest = object({
  ...pushTarget,
  /** Where the visitor is to come back to. Nobody but their own browser is told. */
  page: text(VISITOR_PUSH.addressBytes, 1),
  icon: nullable(text(VISITOR_PUSH.addressBytes, 1)),
});
export type VisitorPushRequest = Infer<typeof visitorPushRequest>;

/** What a push says, encrypted. Read by widget/visitor-push.ts, which is one file and can't import shapes. */
export interface AnswerMessage {
  /** So that a worker that is also somebody else's knows ours. */
  porchlight: 'answer';
  conversation: string;
  /** The first name of whoever answered. */
  name: string;
  text: string;
  page: string;
  icon: string | null;
}
