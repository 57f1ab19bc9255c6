import { flipFuses, FuseV1Options, FuseVersion, type FuseV1Config } from '@electron/fuses';
import { join } from 'node:path';

/**
 * Electron's fuses: switches in the program itself, set when it is packaged. Every fuse that this version knows is set;
 * packaging fails when the program has one that is not listed here.
 */
export const FUSES = {
  version: FuseVersion.V1,
  strictlyRequireAllFuses: true,
  // Off: with ELECTRON_RUN_AS_NODE the signed program would run anybody's script in Claviger's name.
  [FuseV1Options.RunAsNode]: false,
  // On: cookies would be encrypted. The pages have none, and their sessions live in memory.
  [FuseV1Options.EnableCookieEncryption]: true,
  // Off: NODE_OPTIONS and NODE_EXTRA_CA_CERTS would load code and trust strangers.
  [FuseV1Options.EnableNodeOptionsEnvironmentVariable]: false,
  // Off: --inspect and SIGUSR1 would let a debugger into the process that holds keys.
  [FuseV1Options.EnableNodeCliInspectArguments]: false,
  // On: the program checks its archive against the digest it was built with (macOS and Windows; Linux has none).
  [FuseV1Options.EnableEmbeddedAsarIntegrityValidation]: true,
  // On: no folder laid beside that archive is loaded in its place.
  [FuseV1Options.OnlyLoadAppFromAsar]: true,
  // Off: there is no V8 snapshot of ours; one that lies there is not ours.
  [FuseV1Options.LoadBrowserProcessSpecificV8Snapshot]: false,
  // Off: pages come over https from memory; file: addresses are worth nothing.
  [FuseV1Options.GrantFileProtocolExtraPrivileges]: false,
  // On, Electron's own setting: WebAssembly's bounds are guarded by the processor. Off would only make it slower.
  [FuseV1Options.WasmTrapHandlers]: true,
} as const satisfies FuseV1Config;

/** The fuses as they are set for a platform. A changed program without a signature would not start on Apple silicon. */
export function fusesFor(platform: string): FuseV1Config {
  return { ...FUSES, resetAdHocDarwinSignature: platform === 'darwin' };
}

/** Where a packed application is, and what its program is called. */
export interface Packed {
  readonly folder: string;
  /** `darwin`, `win32` or `linux`. */
  readonly platform: string;
  /** The product's name, as macOS and Windows call the program. */
  readonly product: string;
  /** What Linux calls it. */
  readonly executable: string;
}

/** What the fuses are set in: the program, on macOS the bundle it is in. */
export function programIn({ folder, platform, product, executable }: Packed): string {
  if (platform === 'darwin') return join(folder, `${product}.app`);
  return join(folder, platform === 'win32' ? `${product}.exe` : executable);
}

/** Sets the fuses in a packed program: after it was put together, before it is signed. */
export async function setFuses(packed: Packed): Promise<void> {
  // electron-builder has a way to do this too, with an older list of fuses that lacks some.
  await flipFuses(programIn(packed), fusesFor(packed.platform));
}
