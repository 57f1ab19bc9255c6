/** The one channel between a page's preload and main. */
export const CHANNEL = 'claviger';
