/**
 * The lines that harden the stack of this lab, each of which can be there or not. The solution has all; for the matrix
 * of lines and attacks each is taken out of the solution, and put alone into the start.
 */
import { edit } from '../../../src/lab/authoring.ts';

/** By id: what the line is called in the figure. In the order of the book's chapters. */
export const lines = {
  image: 'image without a shell',
  user: 'user',
  'read-only': 'read_only',
  config: 'configuration :ro',
  runsc: 'runtime: runsc (db)',
  caps: 'cap_drop: ALL',
  privileges: 'no-new-privileges',
  secrets: 'secrets as files',
  socket: 'no Engine socket',
  networks: 'a network a pair',
  internal: 'internal networks',
  loopback: 'ports on loopback',
  memory: 'mem_limit',
  pids: 'pids_limit',
} as const;
export type Line = keyof typeof lines;
export const allLines = Object.keys(lines).filter((id): id is Line => id in lines);

/** Lines that are thought to stand in for one another: they are taken out together as well. */
export const pairs: readonly (readonly [Line, Line])[] = [
  ['user', 'socket'],
  ['internal', 'loopback'],
];

/** The attacks, by the id of the check that tries each; what the figure calls them. */
export const attacks = {
  database: 'reach the database',
  secret: 'read the password',
  page: 'write a web shell',
  escape: 'use the socket',
  memory: 'exhaust memory',
} as const;
export type Attack = keyof typeof attacks;

const compose = edit('compose.yaml');
const set = (key: string, value: Parameters<typeof compose.set>[1]) => compose.set(`services.${key}`, value);
type Edit = ReturnType<typeof set>;

const built = ['bot', 'admin'] as const;

const dockerfile = (name: string) => `FROM golang:1.24-trixie AS builder
WORKDIR /src
COPY app/ .
RUN CGO_ENABLED=0 go build -trimpath -o ${name} ./cmd/${name}

FROM gcr.io/distroless/static-debian13:nonroot
COPY --from=builder /src/${name} /usr/local/bin/${name}
ENTRYPOINT ["/usr/local/bin/${name}"]
`;

const withPasswordFile = `name = "bot"
greeting = "Ahoy"
listen = ":8080"

[store]
password_file = "/run/secrets/db_password"
`;

/** Edits of the start that put these lines in, and no others. */
export function editsOf(present: readonly Line[]): Edit[] {
  const has = (line: Line) => present.includes(line);
  const edits: Edit[] = [];
  for (const name of built) {
    if (has('image')) edits.push(edit(`${name}.Dockerfile`).write(dockerfile(name)));
    // The base image has a user of its own, which is another line.
    if (has('user') || has('image')) edits.push(set(`${name}.user`, has('user') ? '65532:65532' : '0:0'));
    if (has('read-only')) edits.push(set(`${name}.read_only`, true));
    if (has('caps')) edits.push(set(`${name}.cap_drop`, ['ALL']));
    if (has('privileges')) edits.push(set(`${name}.security_opt`, ['no-new-privileges:true']));
    if (has('memory')) edits.push(set(`${name}.mem_limit`, '96m'));
    if (has('pids')) edits.push(set(`${name}.pids_limit`, 64));
  }
  if (has('config') || has('socket'))
    edits.push(
      set('bot.volumes', [
        `./config.toml:/config.toml${has('config') ? ':ro' : ''}`,
        ...(has('socket') ? [] : ['/var/run/docker.sock:/var/run/docker.sock']),
      ]),
    );
  if (has('runsc')) edits.push(set('db.runtime', 'runsc'));
  if (has('secrets')) edits.push(...secretEdits());
  edits.push(...networkEdits(has('networks'), has('internal')));
  if (has('loopback'))
    edits.push(
      compose.unset('services.db.ports'),
      set('proxy.ports', ['127.0.0.1:29180:8080', '127.0.0.1:29150:5050']),
    );
  return edits;
}

function secretEdits(): Edit[] {
  const url = 'postgres://postgres@db/postgres?sslmode=disable';
  const file = '/run/secrets/db_password';
  return [
    edit('secrets/db_password').write('{{password}}\n'),
    edit('config.toml').write(withPasswordFile),
    compose.set('secrets', { db_password: { file: './secrets/db_password' } }),
    ...[...built, 'db'].map((name) => set(`${name}.secrets`, ['db_password'])),
    set('bot.environment', { DATABASE_URL: url }),
    set('admin.environment', { DATABASE_URL: url, DATABASE_PASSWORD_FILE: file }),
    set('db.environment', { POSTGRES_PASSWORD_FILE: file }),
  ];
}

function networkEdits(apart: boolean, internal: boolean): Edit[] {
  const inner = internal ? { internal: true } : {};
  if (!apart)
    return internal
      ? [compose.set('networks', { default: inner, out: {} }), set('proxy.networks', ['default', 'out'])]
      : [];
  return [
    compose.set('networks', { front: inner, desk: inner, store: inner, ledger: inner, out: {} }),
    set('proxy.networks', ['front', 'desk', 'out']),
    set('bot.networks', ['front', 'store']),
    set('admin.networks', ['desk', 'ledger']),
    set('db.networks', ['store', 'ledger']),
  ];
}
