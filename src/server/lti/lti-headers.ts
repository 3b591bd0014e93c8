/** Who may do what with a page of a launch. */
export interface LtiPolicy {
  /** Origins that may show it in a frame. */
  readonly frames?: readonly string[];
  /** Where its forms go, beside ourselves. */
  readonly forms?: readonly string[];
}

/**
 * The headers of these pages alone: platforms show them in frames, and a window that a platform opened asks the one that
 * opened it (so there is no `Cross-Origin-Opener-Policy`). They load nothing but a script of ours.
 */
export function ltiHeaders({ frames = [], forms = [] }: LtiPolicy): Readonly<Record<string, string>> {
  const policy = [
    `default-src 'none'`,
    `script-src 'self'`,
    `style-src 'unsafe-inline'`,
    `img-src data:`,
    `connect-src 'self'`,
    `base-uri 'none'`,
    ['form-action', `'self'`, ...forms].join(' '),
    ['frame-ancestors', ...(frames.length === 0 ? [`'none'`] : frames)].join(' '),
  ];
  return {
    'content-security-policy': policy.join('; '),
    'cross-origin-opener-policy': 'unsafe-none',
    // Without a referrer at all, a browser gives `null` as the origin of our own forms.
    'referrer-policy': 'strict-origin',
    'cache-control': 'no-store',
  };
}
