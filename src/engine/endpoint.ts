import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Duplex } from 'node:stream';
import { DrydockError } from '../lab/errors.ts';
import { dialCommand } from './exec/dial-command.ts';

/** How a Docker Engine is reached. */
export type Endpoint =
  /** A Unix socket on this machine. */
  | { readonly kind: 'socket'; readonly path: string }
  /** TCP, with TLS where certificates are given. */
  | { readonly kind: 'tcp'; readonly host: string; readonly port: number; readonly tls?: TlsMaterial }
  /** Something that opens a fresh byte stream to the Engine: `docker system dial-stdio` in a container, ssh. */
  | { readonly kind: 'stream'; readonly name: string; dial(): Promise<Duplex> };

/** PEM text, as `ca.pem`, `cert.pem` and `key.pem` of DOCKER_CERT_PATH hold it. */
export interface TlsMaterial {
  readonly ca: string;
  readonly cert: string;
  readonly key: string;
}

/** The endpoint as a person would write it in DOCKER_HOST. */
export function describeEndpoint(endpoint: Endpoint): string {
  switch (endpoint.kind) {
    case 'socket':
      return `unix://${endpoint.path}`;
    case 'tcp':
      return `tcp://${endpoint.host}:${endpoint.port}`;
    case 'stream':
      return endpoint.name;
  }
}

/**
 * Reads what DOCKER_HOST or a docker context names: `unix:///path`, `/path`, `tcp://host:port`, `ssh://user@host`.
 * `certDir` is a folder with ca.pem, cert.pem and key.pem; it is read where the scheme is tcp.
 */
export function parseEndpoint(value: string, certDir?: string): Endpoint {
  if (value.startsWith('/')) return { kind: 'socket', path: value };
  const url = URL.canParse(value) ? new URL(value) : undefined;
  switch (url?.protocol) {
    case 'unix:':
      return { kind: 'socket', path: decodeURIComponent(url.pathname) };
    case 'tcp:':
    case 'http:':
    case 'https:': {
      const tls = certDir === undefined ? undefined : readTls(certDir);
      const port = url.port === '' ? (tls === undefined ? 2375 : 2376) : Number(url.port);
      const host = url.hostname.replace(/^\[|\]$/g, '');
      return tls === undefined ? { kind: 'tcp', host, port } : { kind: 'tcp', host, port, tls };
    }
    case 'ssh:': {
      const target =
        url.username === '' ? url.hostname : `${decodeURIComponent(url.username)}@${url.hostname}`;
      const port = url.port === '' ? [] : ['-p', url.port];
      const argv = [
        'ssh',
        ...port,
        '-o',
        'ConnectTimeout=30',
        '--',
        target,
        'docker',
        'system',
        'dial-stdio',
      ];
      return { kind: 'stream', name: value, dial: () => dialCommand(argv) };
    }
    default:
      throw new DrydockError('bad-usage', {
        message: `${JSON.stringify(value)} does not name a Docker Engine.`,
        fix: 'Write unix:///path/docker.sock, tcp://host:2376 or ssh://user@host, as in DOCKER_HOST.',
      });
  }
}

function readTls(folder: string): TlsMaterial {
  const read = (name: string) => {
    const file = join(folder, name);
    try {
      return readFileSync(file, 'utf8');
    } catch (cause) {
      throw new DrydockError('bad-usage', {
        message: `The certificate ${file} of the Docker Engine cannot be read.`,
        fix: 'Let DOCKER_CERT_PATH name a folder with ca.pem, cert.pem and key.pem.',
        cause,
      });
    }
  };
  return { ca: read('ca.pem'), cert: read('cert.pem'), key: read('key.pem') };
}
