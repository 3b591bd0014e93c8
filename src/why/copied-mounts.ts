/** What a copy mounts: the same, so that nothing of it is changed. https://docs.docker.com/engine/storage/ */
import * as z from 'zod';
import { text } from '../lab/general/engine-values.ts';

export const MountSchema = z.looseObject({
  Type: text,
  Target: text,
  ReadOnly: z.boolean().nullish(),
  BindOptions: z.looseObject({}).nullish(),
  VolumeOptions: z.looseObject({}).nullish(),
});
type Mount = z.output<typeof MountSchema>;

/** Relabelling (`z`, `Z`, `U`) changes files, propagation lets mounts out, and a volume that is empty would be filled. */
const unwanted = /^(rw|ro|z|Z|U|nocopy|copy|r?(shared|slave|private))$/;

/** `source:target[:options]`, the options apart by commas. */
export function copyBind(bind: string): string {
  const [source = '', target = '', options = ''] = bind.split(':');
  const others = options.split(',').filter((option) => option !== '' && !unwanted.test(option));
  const isVolume = !source.startsWith('/');
  return [source, target, [...others, ...(isVolume ? ['nocopy'] : []), 'ro'].join(',')].join(':');
}

/** A mount of the Engine API's `HostConfig.Mounts`. */
export function copyMount(mount: Mount): Mount {
  if (mount.Type === 'tmpfs') return mount;
  const copy = { ...mount, ReadOnly: true };
  if (mount.Type === 'volume') return { ...copy, VolumeOptions: { ...mount.VolumeOptions, NoCopy: true } };
  if (mount.Type !== 'bind') return copy;
  // Read-only with all that is mounted below, and no mount that is made in a copy gets out of it.
  const {
    Propagation: _shared,
    ReadOnlyNonRecursive: _below,
    ...options
  }: Record<string, unknown> = mount.BindOptions ?? {};
  return { ...copy, BindOptions: options };
}

/** Where the container itself may not write, and where it may. */
export function targetsOf(binds: readonly string[], mounts: readonly Mount[]) {
  const ofBinds = binds.map((bind) => {
    const [, target = '', options = ''] = bind.split(':');
    return { target, isReadOnly: options.split(',').includes('ro') };
  });
  const ofMounts = mounts
    .filter(({ Type }) => Type !== 'tmpfs')
    .map(({ Target, ReadOnly }) => ({ target: Target, isReadOnly: ReadOnly === true }));
  const all = [...ofBinds, ...ofMounts];
  const where = (isReadOnly: boolean) =>
    all.filter((each) => each.isReadOnly === isReadOnly).map(({ target }) => target);
  return { readOnly: where(true), writable: where(false) };
}
