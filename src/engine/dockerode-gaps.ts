import type { Readable } from 'node:stream';
import type Docker from 'dockerode';
import type { Modem } from './bounded-answers.ts';

interface Cancellable {
  readonly abortSignal?: AbortSignal;
}

/** Calls that dockerode has and that its published types lack, or give without their options. */
export interface DockerodeGaps {
  /** With a body that somebody else's answer was made into. */
  createContainer(options: Cancellable & Readonly<Record<string, unknown>>): Promise<Docker.Container>;
  info(options: Cancellable): Promise<unknown>;
  version(options: Cancellable): Promise<unknown>;
  getEvents(
    options: Cancellable & { readonly filters: Readonly<Record<string, readonly string[]>> },
  ): Promise<Readable>;
  listVolumes(
    options: Cancellable & { readonly filters: Readonly<Record<string, readonly string[]>> },
  ): Promise<{ readonly Volumes: readonly { readonly Name: string }[] | null }>;
  pull(reference: string, options: Cancellable): Promise<Readable>;
  importImage(
    tar: Readable,
    options: Cancellable & {
      readonly repo: string;
      readonly tag: string;
      readonly changes: readonly string[];
    },
  ): Promise<Readable>;
  loadImage(tar: Readable, options: Cancellable & { readonly quiet: boolean }): Promise<Readable>;
  getImages(options: Cancellable & { readonly names: readonly string[] }): Promise<Readable>;
  /** The prefix of every path, `v1.45`; the library reads it at each request. */
  readonly modem: Modem & { version: string | undefined };
}

export function fillGaps(docker: Docker): DockerodeGaps {
  return docker as unknown as DockerodeGaps;
}

/** The option by which the library takes a signal, left out where there is none. */
export function cancellable(signal: AbortSignal | undefined): Cancellable {
  return signal === undefined ? {} : { abortSignal: signal };
}
