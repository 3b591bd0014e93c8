/** `registry:5000/name:tag` in its two parts; the tag is `latest` where none is given. A digest stands as the tag. */
export function splitReference(reference: string): { readonly repository: string; readonly tag: string } {
  const at = reference.indexOf('@');
  if (at >= 0) return { repository: reference.slice(0, at), tag: reference.slice(at + 1) };
  const colon = reference.lastIndexOf(':');
  if (colon < 0 || reference.includes('/', colon)) return { repository: reference, tag: 'latest' };
  return { repository: reference.slice(0, colon), tag: reference.slice(colon + 1) };
}

/** The host that holds the image: `docker.io` where the reference names none. */
export function registryOf(reference: string): string {
  const [first = '', ...rest] = reference.split('/');
  return rest.length > 0 && (/[.:]/.test(first) || first === 'localhost') ? first : 'docker.io';
}
