import type { PageName } from '../../shared/contract/index.ts';

type Headers = Readonly<Record<string, string>>;

// SECURITY: what a document may do. No inline script and no code from strings; no connection, frame, worker or plug-in
// at all: everything a page learns comes through the boundary. `sandbox` without allow-popups, allow-downloads,
// allow-modals and allow-top-navigation: window.open yields null, nothing is saved, no dialog imitates the browser.
// (allow-forms: without it no submit event reaches the page; `form-action 'none'` keeps every form from being sent.)
const DOCUMENT_POLICY: Readonly<Record<string, string>> = {
  'default-src': "'none'",
  'script-src': "'self'",
  'img-src': "'self' data:",
  'font-src': "'self'",
  'connect-src': "'none'",
  'frame-src': "'none'",
  'child-src': "'none'",
  'worker-src': "'none'",
  'object-src': "'none'",
  'manifest-src': "'none'",
  'media-src': "'none'",
  'base-uri': "'none'",
  'form-action': "'none'",
  'frame-ancestors': "'none'",
  sandbox: 'allow-same-origin allow-scripts allow-forms',
};

// SECURITY: no text becomes markup or code. The console page cannot have this yet: Mantine writes its own style sheets
// as markup (MantineProvider), which this forbids.
const TRUSTED_TYPES = "require-trusted-types-for 'script'; trusted-types 'none'";

/** Everything a page could ask the browser for and this console never does. */
const DENIED = [
  'accelerometer',
  'autoplay',
  'bluetooth',
  'camera',
  'clipboard-read',
  'display-capture',
  'encrypted-media',
  'fullscreen',
  'gamepad',
  'geolocation',
  'gyroscope',
  'hid',
  'identity-credentials-get',
  'idle-detection',
  'keyboard-map',
  'local-fonts',
  'magnetometer',
  'microphone',
  'midi',
  'otp-credentials',
  'payment',
  'picture-in-picture',
  'screen-wake-lock',
  'serial',
  'storage-access',
  'sync-xhr',
  'usb',
  'web-share',
  'window-management',
  'xr-spatial-tracking',
] as const;

// SECURITY: security keys sign on the approval page only (trust 15, 17).
const WEBAUTHN = ['publickey-credentials-get', 'publickey-credentials-create'] as const;

function permissions(page: PageName): string {
  const allowed = page === 'approval' ? 'self' : '';
  return [...DENIED.map((name) => `${name}=()`), ...WEBAUTHN.map((name) => `${name}=(${allowed})`)].join(', ');
}

const EVERYWHERE: Headers = {
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'no-referrer',
  'Cache-Control': 'no-store',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
  'X-DNS-Prefetch-Control': 'off',
};

/** Headers of a served document. @param nonce allows the style sheets that the page's libraries make at run time */
export function documentHeaders(page: PageName, nonce: string): Headers {
  const policy = Object.entries({ ...DOCUMENT_POLICY, 'style-src': `'self' 'nonce-${nonce}'` });
  const lines = policy.map(([name, value]) => `${name} ${value}`);
  return {
    ...EVERYWHERE,
    'Content-Type': 'text/html; charset=utf-8',
    'Content-Security-Policy': [...lines, ...(page === 'approval' ? [TRUSTED_TYPES] : [])].join('; '),
    'Permissions-Policy': permissions(page),
  };
}

/** Headers of everything that is not a document: opened as one, it may do nothing at all. */
export function plainHeaders(page: PageName, contentType: string): Headers {
  return {
    ...EVERYWHERE,
    'Content-Type': contentType,
    'Content-Security-Policy': "default-src 'none'; frame-ancestors 'none'; sandbox",
    'Permissions-Policy': permissions(page),
  };
}
