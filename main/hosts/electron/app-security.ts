import type { App, WebContents } from 'electron';
import { CHROMIUM_SWITCHES } from './command-line.ts';
import { mayNavigate, mayRedirect, windowOpenAnswer } from './navigation.ts';
import type { WindowBook } from './window-book.ts';

/** Rules for the whole application that have to stand before Chromium starts. */
export function hardenApplication(app: App, book: WindowBook): void {
  // SECURITY: every page in the sandbox, whatever its window says.
  app.enableSandbox();
  for (const [name, value] of CHROMIUM_SWITCHES) app.commandLine.appendSwitch(name, value);
  app.on('web-contents-created', (_, contents) => {
    guardContents(contents, book);
  });
  // SECURITY: there is no server to reach: no certificate, client certificate or password is right.
  app.on('certificate-error', (event, _contents, _url, _error, _certificate, answer) => {
    event.preventDefault();
    answer(false);
  });
  app.on('select-client-certificate', (event, _contents, _url, _list, answer) => {
    event.preventDefault();
    answer();
  });
  app.on('login', (event, _contents, _details, _info, answer) => {
    event.preventDefault();
    answer();
  });
}

/** Rules for everything that can show a page, whoever made it. */
export function guardContents(contents: WebContents, book: WindowBook): void {
  const pageOf = () => book.find(contents.id)?.page ?? null;
  contents.on('will-frame-navigate', (event) => {
    if (!mayNavigate(pageOf(), event)) event.preventDefault();
  });
  contents.on('will-redirect', (event) => {
    if (!mayRedirect()) event.preventDefault();
  });
  contents.on('will-attach-webview', (event) => {
    event.preventDefault();
  });
  contents.on('select-bluetooth-device', (event, _devices, answer) => {
    event.preventDefault();
    answer('');
  });
  contents.setWindowOpenHandler(() => windowOpenAnswer);
  // SECURITY: measured in the kiosk: STUN leaves past request rules and proxies. This forbids it.
  contents.setWebRTCIPHandlingPolicy('disable_non_proxied_udp');
}
