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

/** Every environment has its colour, everywhere: the strip on top, badges, the frame of a wizard. */
export const ENVIRONMENT_COLOUR: Readonly<Record<Environment, string>> = {
  practice: 'teal',
  staging: 'yellow',
  production: 'red',
};

export const theme = createTheme({
  primaryColor: 'ink',
  primaryShade: { light: 6, dark: 4 },
  colors: { ink },
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
    Select: { defaultProps: { size: 'sm', comboboxProps: { transitionProps: { duration: 0 } } } },
    Modal: {
      defaultProps: { transitionProps: { duration: 0 }, centered: true, overlayProps: { backgroundOpacity: 0.4 } },
    },
    Menu: { defaultProps: { transitionProps: { duration: 0 } } },
    Tooltip: {
      defaultProps: {
        transitionProps: { duration: 0 },
        withArrow: true,
        events: { hover: true, focus: true, touch: true },
      },
    },
  },
});
