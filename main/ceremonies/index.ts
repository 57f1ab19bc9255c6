/** Ceremonies and drills: whole procedures with several people, timed, ending in a transcript anybody can check. */
export { drillRotation, type DrillPorts, type DrillReport } from './drill.ts';
