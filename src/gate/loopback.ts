/** Addresses that only this machine reaches, as `ports` of a compose file write them. */
export const isLoopback = (address: string): boolean =>
  /^127\./.test(address) || ['::1', '[::1]', 'localhost'].includes(address);
