import { contextBridge, ipcRenderer } from 'electron';
import { CHANNEL } from '../channel.ts';
import { gate } from './gate.ts';

// Put here by the build (electron.config.ts), from the contract.
declare const CALLS_OF_THE_APPROVAL_PAGE: readonly string[];

contextBridge.exposeInMainWorld(
  'claviger',
  gate(CALLS_OF_THE_APPROVAL_PAGE, (message) => ipcRenderer.invoke(CHANNEL, message)),
);
