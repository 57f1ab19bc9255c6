import {
  IconClipboardCheck,
  IconKey,
  IconLayoutDashboard,
  IconNotebook,
  IconSettings,
  IconUsers,
  type Icon,
} from '@tabler/icons-react';

/** The console's places, in the order of the side bar; `hotkey` follows `g`. */
export const PLACES = [
  { to: '/', label: 'Overview', icon: IconLayoutDashboard, hotkey: 'o' },
  { to: '/keys', label: 'Keys', icon: IconKey, hotkey: 'k' },
  { to: '/approvals', label: 'Approvals', icon: IconClipboardCheck, hotkey: 'a' },
  { to: '/people', label: 'People and policy', icon: IconUsers, hotkey: 'p' },
  { to: '/journal', label: 'Journal', icon: IconNotebook, hotkey: 'j' },
  { to: '/settings', label: 'Settings', icon: IconSettings, hotkey: 's' },
] as const satisfies readonly { to: string; label: string; icon: Icon; hotkey: string }[];
export type Place = (typeof PLACES)[number];
