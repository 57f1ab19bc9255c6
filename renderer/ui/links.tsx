import { Anchor, Button, type AnchorProps, type ButtonProps } from '@mantine/core';
import { createLink } from '@tanstack/react-router';
import type { AnchorHTMLAttributes, Ref } from 'react';

type Rest<Own> = Omit<AnchorHTMLAttributes<HTMLAnchorElement>, keyof Own> & { readonly ref?: Ref<HTMLAnchorElement> };

/** A link to one of the console's screens. Addresses, their parameters and their search are checked by the compiler. */
export const ScreenLink = createLink((props: AnchorProps & Rest<AnchorProps>) => <Anchor {...props} />);

/** The same, as a button. */
export const ScreenButton = createLink((props: ButtonProps & Rest<ButtonProps>) => <Button component="a" {...props} />);
