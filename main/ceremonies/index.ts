/** Ceremonies and drills: whole procedures with several people, timed, ending in a transcript anybody can check. */
export { asHtml, asMarkdown, type Block, type Document } from './document.ts';
export { drillRotation, type DrillPorts, type DrillReport } from './drill.ts';
export { runTranscript, titleOf, transcriptFiles, type RunFacts } from './run-transcript.ts';
export {
  concludeScreensDrill,
  prepareScreensDrill,
  type ScreensDrill,
  type ScreensDrillReport,
} from './screens-drill.ts';
