/** What stands in the window while no workspace is open. */
export { FirstRunScreen } from './first-run-screen.tsx';
