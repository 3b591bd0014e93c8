import type { ErrorCode } from '../lab/errors.ts';
import { DrydockError } from '../lab/errors.ts';

export interface CallContext {
  /** What was being done, as it follows "could not": `start container web`. */
  readonly doing: string;
  /** The endpoint, as in DOCKER_HOST. */
  readonly engine: string;
}

const lostCodes = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ECONNABORTED',
  'EPIPE',
  'ENOENT',
  'ENOTFOUND',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ETIMEDOUT',
  'ERR_STREAM_PREMATURE_CLOSE',
  'ERR_STREAM_DESTROYED',
  'EAI_AGAIN',
]);

/** What the Engine or a tool of Docker's complains of, found in its words; undefined where we know none of them. */
export interface EngineComplaint {
  readonly code: ErrorCode;
  readonly message: string;
  readonly fix: string;
}

/** As Engines say it: those up to 26, and later ones. */
export const noNetworkLeft =
  /could not find an available, non-overlapping IPv4 address pool|predefined address pools have been fully subnetted/i;

export const networksSpent = {
  message:
    'The Docker Engine has no network left to give: every range of addresses that it makes networks from is taken.',
  fix: 'Stop a lab that you do not need, or remove networks that nobody uses (`docker network ls` shows them, `docker network rm NAME` removes one), then start again.',
} as const;

/** Reads an error text of the Engine, of Compose or of a builder. Pure. */
export function readComplaint(text: string): EngineComplaint | undefined {
  if (/no space left on device|disk quota exceeded/i.test(text)) {
    return {
      code: 'disk-full',
      message: `The disk of the Docker Engine is full: ${firstLine(text)}`,
      fix: 'Free space (`docker system df` shows what Docker holds, `drydock clean` removes what is ours), then try again.',
    };
  }
  if (noNetworkLeft.test(text)) return { code: 'networks-spent', ...networksSpent };
  if (/port is already allocated|address already in use/i.test(text)) {
    const port = takenPort(text);
    return {
      code: 'port-taken',
      message:
        port === undefined
          ? `A port is taken: ${firstLine(text)}`
          : `Port ${port} of the Docker host is taken.`,
      fix: `Stop what listens there (${port === undefined ? '`ss -ltnp`' : `\`ss -ltnp 'sport = :${port}'\``} shows it), or publish another port in the compose file.`,
    };
  }
  const image = /no such image:? *([^\s"]+)?/i.exec(text) ?? /unable to find image '([^']+)'/i.exec(text);
  if (image) {
    return {
      code: 'image-unavailable',
      message: `The image ${image[1] ?? ''} is not in the Docker Engine.`.replace('  ', ' '),
      fix: 'Get it with `drydock images prepare`, or pull it.',
    };
  }
  return undefined;
}

/** The port that a "taken" message names: the last number of the first address in it. */
function takenPort(text: string): number | undefined {
  const match =
    /(?:bind for|host port for|listen (?:tcp|udp)[46]?) \S*?:(\d{1,5})(?=[\s:]|$)/i.exec(text) ??
    /:(\d{1,5})(?::\S+)?(?: failed)?: .*?(?:already allocated|already in use)/i.exec(text);
  return match?.[1] === undefined ? undefined : Number(match[1]);
}

/** An engine in a seat is started by what keeps it, one of ours by `npm start`, and Docker by whoever looks after it. */
export const lostEngineFix =
  'Drydock goes on looking for it, and an engine in a seat comes back by itself. Start Docker again where it is yours, or `npm start`; `drydock doctor` says which is used. Your files are as they were.';

/** Turns anything thrown by the client library into the catalogue's words. */
export function explainEngineError(error: unknown, { doing, engine }: CallContext): DrydockError {
  if (error instanceof DrydockError) return error;
  const text = engineWords(error);
  const code = propertyOf(error, 'code');
  if (propertyOf(error, 'name') === 'AbortError' || code === 'ABORT_ERR') {
    return cancelled(doing, error);
  }
  if (code === 'EACCES') {
    return new DrydockError('engine-absent', {
      message: `The Docker Engine at ${engine} does not let this user in: permission denied.`,
      fix: 'Run as root, or join the group that owns the socket: `sudo usermod -aG docker $USER`, then log in again.',
      cause: error,
    });
  }
  if (typeof code === 'string' && lostCodes.has(code)) {
    return new DrydockError('engine-lost', {
      message: `The Docker Engine at ${engine} does not answer (${code}); could not ${doing}.`,
      fix: lostEngineFix,
      cause: error,
    });
  }
  // A seat is a container that the engine around it starts again: what was asked of it can be asked once it runs.
  if (/is restarting, wait until the container is running/i.test(text)) {
    return new DrydockError('engine-lost', {
      message: `Could not ${doing}: its container has ended and is being started again.`,
      fix: lostEngineFix,
      cause: error,
    });
  }
  const complaint = readComplaint(text);
  if (complaint) return new DrydockError(complaint.code, { ...complaint, output: text, cause: error });
  if (propertyOf(error, 'statusCode') === 404) {
    return new DrydockError('not-found', { message: `Could not ${doing}: ${firstLine(text)}`, cause: error });
  }
  return new DrydockError('engine-failed', {
    message: `The Docker Engine could not ${doing}: ${firstLine(text)}`,
    output: text,
    cause: error,
  });
}

/** Whoever asked gave up. */
export const cancelled = (doing: string, cause: unknown): DrydockError =>
  new DrydockError('cancelled', { message: `Cancelled: ${doing}.`, cause });

/** An engine that answers other calls may be stuck with one container, and wait for it for ever. */
export const noAnswer = (doing: string, engine: string, withinMs: number, cause: unknown): DrydockError =>
  new DrydockError('timed-out', {
    message: `The Docker Engine at ${engine} did not answer within ${withinMs / 1000} s; could not ${doing}.`,
    fix: '`drydock doctor` says whether it answers at all. Where it does, a container may be stuck while it starts: stop the lab and start it again.',
    cause,
  });

/** The status of an answer that was not what was wanted: 404, 409 …; undefined for other errors. */
export function statusOf(error: unknown): number | undefined {
  const status = propertyOf(error, 'statusCode');
  if (typeof status === 'number') return status;
  return error instanceof Error && error.cause !== undefined ? statusOf(error.cause) : undefined;
}

/** What the Engine said, without the prefix that the library adds: `(HTTP code 404) no such container - `. */
export function engineWords(error: unknown): string {
  const body = propertyOf(error, 'json');
  const message = propertyOf(body, 'message');
  if (typeof message === 'string') return message.trim();
  const text = error instanceof Error ? error.message : String(error);
  return text.replace(/^\(HTTP code \d+\) [^-]* - /, '').trim();
}

function propertyOf(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined;
}

function firstLine(text: string): string {
  return text.trim().split('\n', 1)[0] ?? '';
}
