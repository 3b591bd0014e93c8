import { cp, mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pickAptOptions } from './apt-options.ts';
import { debianKeyring, findBuildSources, formatSources, parseSources } from './apt-sources.ts';
import type { Machine } from './machine.ts';

/** apt's settings for builds, made from those of this machine. Nothing of them may stay in an image. */
export interface AptContext {
  /** The named build context `apt`: mounted at /run/apt by recipes. */
  readonly folder: string;
  /** Writes sources of a release for programs that run on this machine itself; the file. */
  hostSources(suite: string): Promise<string>;
  /** Lines of apt.conf for programs that run on this machine itself; a file. */
  readonly hostOptions: string;
}

/** The release that recipes build on unless they say otherwise. */
const mainSuite = 'trixie';
const caBundle = '/etc/ssl/certs/ca-certificates.crt';
const hostKeyrings = [debianKeyring, '/usr/share/keyrings/debian-archive-keyring.gpg'];

/** Writes below `workFolder`. `aptFolder` holds the standard settings, which stand where the machine has none. */
export async function makeAptContext(
  machine: Machine,
  aptFolder: string,
  workFolder: string,
): Promise<AptContext> {
  const folder = join(workFolder, 'apt');
  const host = join(workFolder, 'apt-host');
  await Promise.all([cp(aptFolder, folder, { recursive: true }), mkdir(host, { recursive: true })]);

  const standard = parseSources((await machine.readText(join(aptFolder, 'debian.sources'))) ?? '');
  const sources = (await readMachineSources(machine)) ?? standard;
  const keyring = await firstReadable(machine, hostKeyrings);
  const options = pickAptOptions(await dumpAptConfig(machine), machine.env);
  const inBuilds = [...options];
  if (sources.some((source) => source.uri.startsWith('https:'))) {
    // The base image has no certificates of its own.
    const bundle = await machine.readText(caBundle);
    if (bundle !== undefined) {
      await writeFile(join(folder, 'ca.crt'), bundle);
      inBuilds.push('Acquire::https::CAInfo "/run/apt/ca.crt";');
    }
  }
  const hostOptions = join(host, 'apt.conf');
  await Promise.all([
    writeFile(join(folder, 'debian.sources'), formatSources(sources, 'deb')),
    writeFile(join(folder, 'debian-src.sources'), formatSources(sources, 'deb-src')),
    writeFile(join(folder, 'machine.conf'), toText(inBuilds)),
    writeFile(hostOptions, toText(options)),
  ]);
  return {
    folder,
    hostOptions,
    async hostSources(suite) {
      const file = join(host, `${suite}.sources`);
      const ofSuite = sources.map((source) => ({ ...source, suite: source.suite.replace(mainSuite, suite) }));
      await writeFile(file, formatSources(ofSuite, 'deb', keyring ?? debianKeyring));
      return file;
    },
  };
}

async function readMachineSources(machine: Machine) {
  const parts = await readdir('/etc/apt/sources.list.d').catch(() => []);
  const names = parts
    .filter((name) => /\.(list|sources)$/.test(name))
    .map((name) => `sources.list.d/${name}`);
  const texts = await Promise.all(
    ['sources.list', ...names].map((name) => machine.readText(`/etc/apt/${name}`)),
  );
  const osRelease = (await machine.readText('/etc/os-release')) ?? '';
  return findBuildSources(
    osRelease,
    texts.filter((text) => text !== undefined),
    mainSuite,
  );
}

async function dumpAptConfig(machine: Machine): Promise<string> {
  const lines: string[] = [];
  const { exitCode } = await machine.run(['apt-config', 'dump'], { onLine: (line) => lines.push(line) });
  return exitCode === 0 ? lines.join('\n') : '';
}

async function firstReadable(machine: Machine, files: readonly string[]): Promise<string | undefined> {
  for (const file of files) {
    if ((await machine.readText(file)) !== undefined) return file;
  }
  return undefined;
}

function toText(lines: readonly string[]): string {
  return `${lines.join('\n')}\n`;
}
