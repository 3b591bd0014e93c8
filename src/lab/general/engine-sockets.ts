/** Where engines of containers listen. Who may talk to one has the machine, and read-only makes no difference. */

const names = ['docker.sock', 'containerd.sock', 'podman.sock', 'crio.sock'];

/** Folders by which one is reached where it lies as an engine puts it. */
const folders = [
  /^\/$/,
  /^(\/private)?\/var(\/run)?$/,
  /^(\/var)?\/run(\/(docker|docker\/containerd|containerd|podman|crio|k3s|k3s\/containerd|host-services))?$/,
  /^(\/var)?\/run\/user(\/\d+(\/(docker|podman))?)?$/,
  /^\/(root|home|home\/[^/]+|Users|Users\/[^/]+)$/,
  /\/\.docker(\/(run|desktop))?$/,
];

/** Whether a path is called as the socket of an engine is. */
export function isEngineSocket(path: string): boolean {
  return names.some((name) => path.endsWith(`/${name}`));
}

/** Whether a folder of the host holds the socket of an engine, at any depth, where that lies in its usual place. */
export function holdsEngineSocket(folder: string): boolean {
  const path = folder.replace(/\/{2,}/g, '/').replace(/(?<=.)\/$/, '');
  return folders.some((each) => each.test(path));
}
