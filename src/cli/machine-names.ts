import { hostname, networkInterfaces } from 'node:os';
import { parseNames, type SubjectNames } from '../certificate/subject-names.ts';

/** Names of this machine, and its addresses but those of bridges that container engines have made. */
export function namesOfMachine(): SubjectNames {
  const own = hostname().toLowerCase().replace(/\.$/, '');
  const [short = own] = own.split('.');
  const addresses = Object.entries(networkInterfaces()).flatMap(([name, list]) =>
    /^(?:docker|br-|veth|drydock|cni|virbr)/.test(name)
      ? []
      : (list ?? []).filter(({ scopeid }) => !scopeid).map(({ address }) => address),
  );
  const valid = [own, `${short}.local`].filter((name) => isNamed(name));
  return parseNames([...valid, 'localhost', ...addresses, '127.0.0.1', '::1']);
}

/** A machine may be called what no certificate can say, such as `my_laptop`. */
function isNamed(name: string): boolean {
  try {
    return parseNames([name]).dns.length === 1;
  } catch {
    return false;
  }
}
