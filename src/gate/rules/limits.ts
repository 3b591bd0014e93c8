import { nearest } from '../../lab/nearest.ts';
import { isJsonMap } from '../json.ts';
import { listOf, textOf } from '../model.ts';
import type { ValueRule } from './value-rule.ts';

/** The limits that the Engine knows: those that bound a container itself, and those that put it before others. */
const bounding = 'core cpu data fsize locks memlock msgqueue nofile nproc rss sigpending stack'.split(' ');
const preferring = 'nice rtprio rttime'.split(' ');

/** A limit by its name, which the Engine reads in small and capital letters alike. getrlimit(2) */
export const limitName: ValueRule = (_, __, path) => {
  const written = String(path.at(-1));
  const name = /^[A-Za-z]+$/.test(written) ? written.toLowerCase() : written;
  if (bounding.includes(name)) return [];
  if (preferring.includes(name)) return [{ asks: name }];
  const near = nearest(name, [...bounding, ...preferring]);
  return [
    {
      refuse: `there is no limit “${written}”`,
      fix: near === undefined ? `There are ${bounding.join(', ')}.` : `Did you mean “${near}”?`,
    },
  ];
};

/** Names of hosts, of which `host-gateway` stands for the machine itself. */
export const extraHosts: ValueRule = (value) => {
  const entries = isJsonMap(value)
    ? Object.entries(value).map(([name, to]) => `${name}=${listOf(to).map(textOf).join()}`)
    : listOf(value).map(textOf);
  return entries.flatMap((entry, index) =>
    /host-gateway/i.test(entry) ? [{ asks: 'host-gateway', index, hint: 'host-gateway' }] : [],
  );
};
