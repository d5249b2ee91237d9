/** Drawn by hand on a 16 grid, 1.5 wide. They carry no meaning that words beside them don't. */
import type { ComponentChildren } from 'preact';

const Icon = ({ children }: { children: ComponentChildren }) => (
  <svg class="icon" viewBox="0 0 16 16" width="16" height="16" aria-hidden="true" focusable="false">
    {children}
  </svg>
);

const stroke = (path: string) => () => (
  <Icon>
    <path
      d={path}
      fill="none"
      stroke="currentColor"
      stroke-width="1.5"
      stroke-linecap="round"
      stroke-linejoin="round"
    />
  </Icon>
);

export const CheckIcon = stroke('M3 8.5l3.2 3.2L13 4.8');
export const ReopenIcon = stroke('M3 8a5 5 0 1 0 1.6-3.7L3 5.8M3 2.8v3h3');
export const AssignIcon = stroke(
  'M6.5 7.5a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5zM2 13.5c.3-2.4 2-3.7 4.5-3.7.8 0 1.5.1 2.1.4M12 9.5v4M10 11.5h4',
);
export const PersonIcon = stroke(
  'M8 7.5a2.6 2.6 0 1 0 0-5.2 2.6 2.6 0 0 0 0 5.2zM3 13.7c.4-2.5 2.3-3.9 5-3.9s4.6 1.4 5 3.9',
);
export const BackIcon = stroke('M9.8 3.5L5.3 8l4.5 4.5');
export const CloseIcon = stroke('M4 4l8 8M12 4l-8 8');
export const SendIcon = stroke('M8 13V3.2M3.8 7.3L8 3l4.2 4.3');
export const DownIcon = stroke('M8 3v9.8M3.8 8.7L8 13l4.2-4.3');
export const ChoicesIcon = stroke('M2.5 3.5h11v3.4h-11zM2.5 9.6h6.4V13H2.5z');
export const SavedIcon = stroke('M9 2L3.5 9H8l-1 5 5.500-7H8z');
export const EmojiIcon = stroke(
  'M8 14A6 6 0 1 0 8 2a6 6 0 0 0 0 12zM5.6 9.5c.6.9 1.4 1.3 2.4 1.3s1.8-.4 2.4-1.3M6 6.3v.1M10 6.3v.1',
);
export const MoreIcon = stroke('M4 10l4-4 4 4');
export const DotsIcon = stroke(
  'M3.500 7.700a.3.3 0 1 0 .1 0M8 7.700a.3.3 0 1 0 .1 0M12.500 7.700a.3.3 0 1 0 .1 0',
);
export const ReplyIcon = stroke('M6.5 3.5L3 7l3.5 3.5M3 7h6a4 4 0 0 1 4 4v1.5');
export const CopyIcon = stroke('M5.5 5.5h8v8h-8zM10.5 5.5v-3h-8v8h3');
export const WarnIcon = stroke('M8 2.5l6 10.8H2zM8 6.8v2.7M8 11.4v.1');
export const AttachIcon = stroke(
  'M13 7.3l-5 5a3.2 3.2 0 0 1-4.6-4.6l5.2-5.1a2.1 2.1 0 0 1 3 3L6.5 10.8a1 1 0 0 1-1.5-1.5l4.7-4.6',
);
export const FileIcon = stroke('M4 2h5l3.5 3.5V14H4zM9 2v3.5h3.5');
export const LabelIcon = stroke('M8.5 2.5h5v5l-6 6-5-5zM11 5v.01');
export const ClockIcon = stroke('M8 14A6 6 0 1 0 8 2a6 6 0 0 0 0 12zM8 4.8V8l2.2 1.6');
export const BellIcon = stroke(
  'M4.200 11.500V7a3.800 3.800 0 0 1 7.600 0v4.500M2.800 11.500h10.400M6.700 13.800h2.600M8 3.200V2',
);
export const FlagIcon = stroke('M4 14V2.5M4 3h8l-2 2.7L12 8.5H4');
export const DetailsIcon = stroke('M2.5 3h11v10h-11zM9.5 3v10');
export const SearchIcon = stroke('M7 11.5a4.5 4.5 0 1 0 0-9 4.5 4.5 0 0 0 0 9zM10.3 10.3l3.2 3.2');
export const SettingsIcon = stroke(
  'M2.500 4.500h5M11 4.500h2.500M9.200 4.500a1.700 1.700 0 1 0 .1 0M2.500 11.500H5M9 11.500h4.500M6.900 11.500a1.700 1.700 0 1 0 .1 0',
);
export const EditIcon = stroke('M10.5 3l2.5 2.5L6 12.5l-3 .5.5-3zM9 4.500l2.500 2.500');
export const AddIcon = stroke('M8 3.500v9M3.500 8h9');
export const StarIcon = stroke(
  'M8 2.300l1.700 3.600 3.900.5-2.900 2.700.8 3.900L8 11.100 4.500 13l.8-3.900L2.400 6.400l3.900-.5z',
);
export const VerifiedIcon = stroke(
  'M8 1.800l5 1.800v3.800c0 3-2 5.400-5 6.800-3-1.400-5-3.800-5-6.800V3.600zM5.700 7.800l1.700 1.700 3-3.200',
);
export const OutIcon = stroke('M9.5 2.5h-6v11h6M6.5 8h7M11 5.2L13.8 8 11 10.8');

export const LampMark = () => (
  <svg class="lamp" viewBox="0 0 32 32" width="24" height="24" aria-hidden="true" focusable="false">
    <rect class="lamp-plate" width="32" height="32" rx="8" />
    <path class="lamp-shade" d="M16 5v4.5M9.5 16a6.5 6.5 0 0 1 13 0z" />
    <path class="lamp-light" d="M11.5 19.5h9a4.5 4.5 0 0 1-9 0z" />
  </svg>
);
