/**
 * The name under which an image made by a recipe is kept in an engine that is not ours: upstream's name is never
 * given there to what upstream did not make. The registry in it can exist nowhere (RFC 2606), so that no engine
 * ever fetches the name from elsewhere.
 */
export function ownName(reference: string): string {
  return `${ownRegistry}/${reference}`;
}

const ownRegistry = 'drydock.invalid';
