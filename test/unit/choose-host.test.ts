import { describe, expect, it } from 'vitest';
import { chooseHost } from '../../main/hosts/choose-host.ts';

const absent = 'the Electron binary is not installed';

describe('claviger start', () => {
  it('opens Electron where there is a display and its binary', () => {
    const choice = chooseHost({ platform: 'linux', env: { DISPLAY: ':0' }, electronAbsent: null });
    expect(choice.host).toBe('electron');
  });

  it('opens the kiosk where the binary is absent, and says why', () => {
    const choice = chooseHost({ platform: 'linux', env: { WAYLAND_DISPLAY: 'wayland-0' }, electronAbsent: absent });
    expect(choice).toEqual({ host: 'kiosk', why: `Opening the kiosk in a browser, because ${absent}.` });
  });

  it.each([null, absent])('walks the drill where there is no display, whatever is installed', (electronAbsent) => {
    expect(chooseHost({ platform: 'linux', env: { DISPLAY: '' }, electronAbsent }).host).toBe('drill');
  });

  it.each(['win32', 'darwin'] as const)('takes a display for granted on %s', (platform) => {
    expect(chooseHost({ platform, env: {}, electronAbsent: absent }).host).toBe('kiosk');
  });
});
