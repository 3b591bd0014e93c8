import { listWords } from '../../lab/matchers/matcher.ts';
import type { Rule } from '../rule.ts';
import { findSecretOptions } from './secret-options.ts';
import { findSecrets } from './secrets.ts';

export const careRules: readonly Rule[] = [
  {
    id: 'secret-in-command',
    title: 'has no secret in its command line',
    severity: 'medium',
    chapter: 'namespaces',
    anchor: 'who-shares-what',
    why: 'A command line is read in /proc by every user of the container, by who shares its processes, and on the host.',
    look: {
      judge({ declared }) {
        const found = findSecretOptions([...declared.entrypoint, ...declared.command]);
        return {
          ok: found.length === 0,
          observed:
            found.length === 0
              ? 'has none that looks like one'
              : `has ${listWords(found, 8)} in its command line`,
          expected: 'secrets as files',
        };
      },
    },
    mend: {
      notes: ['a file under the top-level key “secrets”, and the option of the program that reads a file'],
    },
  },
  {
    id: 'secret-in-environment',
    title: 'has no secret in its environment',
    severity: 'medium',
    chapter: 'stack',
    anchor: 'a-password-as-a-file',
    why: 'An environment is inherited by every program that it starts, shown by docker inspect, and printed by many crash reports.',
    look: {
      judge({ declared }) {
        const found = findSecrets(declared.env);
        return {
          ok: found.length === 0,
          observed:
            found.length === 0
              ? 'has none that looks like one'
              : `has ${listWords(found, 8)} in its environment`,
          expected: 'secrets as files',
        };
      },
    },
    mend({ declared }) {
      const names = findSecrets(declared.env);
      return {
        set: {
          secrets: names.map((name) => name.toLowerCase()),
          environment: Object.fromEntries(
            names.map((name) => [`${name}_FILE`, `/run/secrets/${name.toLowerCase()}`]),
          ),
        },
        notes: ['each with its file under the top-level key “secrets”; not every program reads NAME_FILE'],
      };
    },
  },
  {
    id: 'log-limit',
    title: 'has logs that cannot fill the disk',
    severity: 'low',
    chapter: 'stack',
    anchor: 'how-much',
    why: 'The driver json-file keeps everything for ever unless it is told how much; a full disk stops every container.',
    look: {
      judge({ declared }) {
        const { logDriver, logOptions } = declared;
        const size = logOptions['max-size'];
        const endless = logDriver === 'json-file' && size === undefined;
        return {
          ok: !endless,
          observed: endless
            ? 'logs with json-file and no max-size'
            : `logs with ${logDriver}${size === undefined ? '' : `, at most ${size} a file`}`,
          expected: 'a limit of size',
        };
      },
    },
    mend: { set: { logging: { driver: 'local', options: { 'max-size': '10m', 'max-file': '3' } } } },
  },
  {
    id: 'restart-policy',
    title: 'comes back after it ended',
    severity: 'info',
    chapter: 'stack',
    anchor: 'how-much',
    why: 'A service that anybody can crash should not stay down; one that is restarted for ever hides that it crashes.',
    look: {
      judge: ({ declared }) => ({
        ok: !['', 'no'].includes(declared.restartPolicy),
        observed: `has the restart policy “${declared.restartPolicy || 'no'}”`,
        expected: 'on-failure or unless-stopped',
      }),
    },
    mend: { set: { restart: 'unless-stopped' } },
  },
  {
    id: 'health-check',
    title: 'says whether it is well',
    severity: 'info',
    chapter: 'stack',
    anchor: 'how-much',
    why: 'Without a health check a process that hangs counts as one that works, and nothing can wait until it is ready.',
    look: {
      judge: ({ declared }) => ({
        ok: declared.health !== 'none',
        observed:
          declared.health === 'none' ? 'has no health check' : `is ${declared.health} by its health check`,
        expected: 'a health check',
      }),
    },
    mend: {
      set: { healthcheck: { test: ['CMD', 'PROGRAM', 'health'], interval: '30s', timeout: '3s' } },
      notes: ['PROGRAM is one that the image has; without a shell, let the service check itself'],
    },
  },
];
