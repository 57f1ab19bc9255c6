import type { Safeguard } from './safeguard.ts';

/** SECURITY: `__proto__` is an ordinary name, so input cannot reach prototypes through it. */
export const prototypeOff: Safeguard = {
  name: 'prototype',
  install: () => ('__proto__' in {} ? 'objects have a __proto__' : null),
};
