import type { Session } from 'electron';
import type { PageName } from '../../../shared/contract/index.ts';
import { CLOSED_PROXY } from './command-line.ts';
import { chosenAccount, isPermitted } from './permissions.ts';
import type { Outgoing } from './requests.ts';

/** Chromium's code for "refused" in a certificate check. */
const CERTIFICATE_REFUSED = -2;

/** What a session is closed around. */
export interface SessionRules {
  /** The page it serves; null for one that prints. */
  readonly page: PageName | null;
  readonly mayRequest: (request: Outgoing) => boolean;
}

/** Closes a session: what its one window may ask for, and that it may nothing else. */
export async function closeSession(session: Session, { page, mayRequest }: SessionRules): Promise<void> {
  await session.setProxy(CLOSED_PROXY);
  session.setSpellCheckerEnabled(false);
  session.setCertificateVerifyProc((_, answer) => {
    answer(CERTIFICATE_REFUSED);
  });
  session.webRequest.onBeforeRequest((details, answer) => {
    answer({ cancel: !mayRequest(details) });
  });
  session.on('will-download', (event) => {
    event.preventDefault();
  });
  session.on('preconnect', (event) => {
    event.preventDefault();
  });
  closePermissions(session, page);
  refuseDevices(session);
}

function closePermissions(session: Session, page: PageName | null): void {
  session.setPermissionRequestHandler((_, permission, answer, { requestingUrl, isMainFrame }) => {
    answer(isPermitted({ page, permission, origin: requestingUrl, isMainFrame }));
  });
  session.setPermissionCheckHandler((_, permission, origin, { isMainFrame }) =>
    isPermitted({ page, permission, origin, isMainFrame }),
  );
  session.setDisplayMediaRequestHandler((_, answer) => {
    answer(null);
  });
  session.on('select-webauthn-account', (event, { relyingPartyId, accounts, frame }, answer) => {
    event.preventDefault();
    const chosen =
      page === 'approval' ? chosenAccount({ relyingPartyId, accounts, origin: frame?.origin ?? null }) : null;
    answer(chosen);
  });
}

/** SECURITY: no page talks to a device, not even to one the system would let it have. */
function refuseDevices(session: Session): void {
  session.setDevicePermissionHandler(() => false);
  session.setUSBProtectedClassesHandler(({ protectedClasses }) => protectedClasses);
  session.setBluetoothPairingHandler((_, answer) => {
    answer({ confirmed: false });
  });
  session.on('select-hid-device', (event, _details, answer) => {
    event.preventDefault();
    answer(null);
  });
  session.on('select-usb-device', (event, _details, answer) => {
    event.preventDefault();
    answer();
  });
  session.on('select-serial-port', (event, _ports, _contents, answer) => {
    event.preventDefault();
    answer('');
  });
}
