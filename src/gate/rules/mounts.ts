import { cleanPath } from '../../lab/general/clean-path.ts';
import { isJsonMap, type JsonMap } from '../json.ts';
import { listOf, mapAt, textOf } from '../model.ts';
import { insideWorkspace, type WorkspaceEntry, whyNoFile } from '../workspace-entries.ts';
import { whyExchangeable } from '../writers.ts';
import type { Finding, ValueRule } from './value-rule.ts';

/** Volumes of the project and what is in the workspace are free; other paths of the machine are granted. */
export const mounts: ValueRule = (value, context, at) =>
  listOf(value).flatMap((entry, index): readonly Finding[] => {
    const mount = isJsonMap(entry) ? entry : {};
    const type = textOf(mount.type);
    const source = textOf(mount.source);
    if (type === 'tmpfs') return [];
    if (type === 'volume')
      return source === '' || mapAt(context.model, 'volumes')[source] !== undefined
        ? []
        : [{ index, refuse: `the volume ${source} is none of this file’s` }];
    if (type !== 'bind')
      return [
        {
          index,
          refuse: `mounts of the type “${type}” bring in what nobody prepared`,
          fix: 'Use a volume of the project or a folder of the workspace.',
        },
      ];
    if (!source.startsWith('/'))
      return [{ index, hint: source, refuse: `“${source}” is no path of a Linux machine` }];
    const inside = insideWorkspace(source, context.workspacePath);
    if (inside === undefined) {
      const path = cleanPath(source);
      const socket = /(^|\/)(docker|containerd|podman)[^/]*\.sock$/.test(path);
      return [
        {
          asks: path,
          index,
          hint: source,
          ...(socket ? { power: 'command the engine, and so be root on its machine' } : {}),
        },
      ];
    }
    const found: WorkspaceEntry | undefined = inside === '' ? undefined : context.entries.get(inside);
    if (found?.kind === 'link' || found?.kind === 'special')
      return [
        {
          index,
          hint: source,
          refuse: whyNoFile(inside, found) ?? '',
          fix: 'Mount the folder or file itself.',
        },
      ];
    if (found?.kind === 'absent' && !makesFolder(mount))
      return [
        {
          index,
          hint: source,
          refuse: `there is no ${inside} in the workspace`,
          fix: 'Make it, or correct its name.',
        },
      ];
    const why = whyExchangeable(inside, context, String(at[1]));
    return why === undefined ? [] : [{ index, hint: source, ...why }];
  });

/** Whether Compose makes the folder where it is absent, as it does for mounts in the short form. */
export const makesFolder = (mount: JsonMap): boolean => mapAt(mount, 'bind').create_host_path === true;
