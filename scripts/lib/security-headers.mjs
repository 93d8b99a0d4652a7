// The security headers, in one place: the server sends them, and the build writes
// the Content-Security-Policy into the page as well, for hosts that send none.

/** @type {Record<string, string[]>} */
const POLICY = {
  // What is not listed below is not allowed, and no other origin ever is.
  'default-src': ["'none'"],
  // WebAssembly may be compiled; a string may never be run as JavaScript.
  'script-src': ["'self'", "'wasm-unsafe-eval'"],
  'style-src': ["'self'"],
  // A dropped or photographed picture is shown from a blob: address.
  'img-src': ["'self'", 'blob:', 'data:'],
  'media-src': ["'self'", 'blob:'],
  'connect-src': ["'self'"],
  'worker-src': ["'self'"],
  // WebKitGTK, which installs no pages, warns that it does not know this one. The others ask for it before they install.
  'manifest-src': ["'self'"],
  'base-uri': ["'none'"],
  'form-action': ["'none'"],
};

/** @param {Record<string, string[]>} policy */
function serialise(policy) {
  return Object.entries(policy)
    .map(([directive, sources]) => [directive, ...sources].join(' '))
    .join('; ');
}

/** For `<meta http-equiv="Content-Security-Policy">`, where frame-ancestors means nothing. */
export const META_POLICY = serialise(POLICY);

/** @type {Record<string, string>} */
export const SECURITY_HEADERS = {
  'Content-Security-Policy': serialise({ ...POLICY, 'frame-ancestors': ["'none'"] }),
  // These two isolate the page, without which a browser gives it no shared memory
  // and only coarse clocks. Everything comes from one origin, so nothing is lost.
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Permissions-Policy': 'camera=(self), microphone=(), geolocation=()',
  'Referrer-Policy': 'no-referrer',
  'X-Content-Type-Options': 'nosniff',
};

/**
 * For the benchmark alone: TensorFlow.js starts its threads from `blob:` addresses.
 * @type {Record<string, string>}
 */
export const BENCH_HEADERS = {
  ...SECURITY_HEADERS,
  'Content-Security-Policy': serialise({
    ...POLICY,
    'script-src': [...(POLICY['script-src'] ?? []), 'blob:'],
    'connect-src': [...(POLICY['connect-src'] ?? []), 'blob:'],
    'worker-src': [...(POLICY['worker-src'] ?? []), 'blob:'],
  }),
};
