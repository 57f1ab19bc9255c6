import { createTheme, type MantineColorsTuple } from '@mantine/core';
import type { Environment } from '../../shared/policy.ts';

const ink: MantineColorsTuple = [
  '#eef3fb',
  '#dbe4f3',
  '#b4c7e6',
  '#8aa8d9',
  '#678dce',
  '#507dc8',
  '#2f5aa8',
  '#264b8d',
  '#1f3d73',
  '#152c56',
];

// Darker and calmer than Mantine's own: white text on shade 6 has a contrast of at least 4.5.
const red: MantineColorsTuple = [
  '#fdf1f0',
  '#f9dfdd',
  '#f2b8b4',
  '#ea8d87',
  '#e2655d',
  '#d9473f',
  '#c4302b',
  '#a92722',
  '#8b1f1b',
  '#5f1210',
];
const teal: MantineColorsTuple = [
  '#eff8f5',
  '#dbeee8',
  '#b3dccf',
  '#86c9b4',
  '#5cb599',
  '#3b9f81',
  '#1d7a5d',
  '#18684f',
  '#125340',
  '#0a382b',
];

const yellow: MantineColorsTuple = [
  '#fdf7e7',
  '#faecc6',
  '#f4d98c',
  '#edc655',
  '#e6b52c',
  '#d9a413',
  '#e8ad0c',
  '#b07f00',
  '#7d5a00',
  '#5f4400',
];
const orange: MantineColorsTuple = [
  '#fdf3ec',
  '#fae2d0',
  '#f3c09a',
  '#eb9d63',
  '#e58339',
  '#de7220',
  '#b9560f',
  '#984509',
  '#783606',
  '#582703',
];

/** Every environment has its colour, everywhere: the strip on top, badges, the frame of a wizard. */
export const ENVIRONMENT_COLOUR: Readonly<Record<Environment, string>> = {
  practice: 'teal',
  staging: 'yellow',
  production: 'red',
};

export const theme = createTheme({
  primaryColor: 'ink',
  primaryShade: 6,
  colors: { ink, red, teal, yellow, orange },
  autoContrast: true,
  luminanceThreshold: 0.35,
  fontFamily: "'Inter Variable', system-ui, sans-serif",
  fontFamilyMonospace: "'JetBrains Mono Variable', ui-monospace, monospace",
  headings: { fontFamily: "'Inter Variable', system-ui, sans-serif", fontWeight: '650' },
  defaultRadius: 'sm',
  focusRing: 'auto',
  cursorType: 'pointer',
  respectReducedMotion: true,
  fontSizes: { xs: '0.75rem', sm: '0.8125rem', md: '0.875rem', lg: '1rem', xl: '1.125rem' },
  components: {
    Button: { defaultProps: { size: 'sm' } },
    TextInput: { defaultProps: { size: 'sm' } },
    Select: {
      defaultProps: { size: 'sm', withScrollArea: false, comboboxProps: { transitionProps: { duration: 0 } } },
    },
    Modal: {
      defaultProps: {
        transitionProps: { duration: 0 },
        centered: true,
        overlayProps: { backgroundOpacity: 0.4 },
        closeButtonProps: { 'aria-label': 'Close' },
      },
    },
    // The first item has the focus, not an empty place before it.
    Menu: { defaultProps: { transitionProps: { duration: 0 }, withInitialFocusPlaceholder: false } },
    Tooltip: {
      defaultProps: {
        transitionProps: { duration: 0 },
        withArrow: true,
        events: { hover: true, focus: true, touch: true },
      },
    },
  },
});
