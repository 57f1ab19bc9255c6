/** The built pages, read once and answered from memory, with the headers that both graphical hosts serve them under. */
export { openPages, PAGE_ORIGINS, type Pages } from './pages.ts';
export type { Asked, Served } from './respond.ts';
