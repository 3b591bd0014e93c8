import { access } from 'node:fs/promises';
import { execa } from 'execa';
import { DrydockError } from '../../lab/errors.ts';
import { bridgeName } from './daemon-config.ts';

/**
 * Makes the bridge of the default network: dockerd makes only one of the name docker0 by itself. An engine that
 * has run before gives it the address that it had then.
 */
export async function ensureBridge(address: string): Promise<void> {
  const exists = await access(`/sys/class/net/${bridgeName}`).then(
    () => true,
    () => false,
  );
  if (!exists) {
    await ip('link', 'add', bridgeName, 'type', 'bridge');
    await ip('addr', 'add', address, 'dev', bridgeName);
  }
  await ip('link', 'set', bridgeName, 'up');
}

export async function removeBridge(): Promise<void> {
  await execa('ip', ['link', 'del', bridgeName], { reject: false });
}

async function ip(...args: string[]): Promise<void> {
  const { exitCode, stderr } = await execa('ip', args, { reject: false });
  if (exitCode === 0) return;
  throw new DrydockError('setup-failed', {
    message: `The network bridge ${bridgeName} cannot be made: \`ip ${args.join(' ')}\` says: ${stderr.trim()}`,
    fix: 'A private engine needs root with CAP_NET_ADMIN. In a container, start that one with --privileged.',
  });
}
