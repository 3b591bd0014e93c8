/** What a recipe with a Dockerfile asks to have built. */
export interface BuildRequest {
  /** Absolute path of the folder with Dockerfile and context, on this machine. */
  readonly folder: string;
  readonly target?: string | undefined;
  readonly reference: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly buildArgs: Readonly<Record<string, string>>;
  /** Folder of the named context `apt`, on this machine. */
  readonly aptFolder: string;
  /** Take nothing from earlier builds. */
  readonly fresh: boolean;
}

export interface BuildOutcome {
  readonly exitCode: number | undefined;
}

/** Runs BuildKit of an engine. The reference is given to an image only when it is whole. */
export interface ImageBuilder extends AsyncDisposable {
  /** A failed build is a value; `onLine` gets BuildKit's plain progress. Rejects with `cancelled`. */
  build(request: BuildRequest, onLine: (line: string) => void, signal?: AbortSignal): Promise<BuildOutcome>;
}

/** Where the folders of a request are, as the docker command line sees them. */
export type BuildPlaces = Pick<BuildRequest, 'folder' | 'aptFolder'>;

/**
 * The command line. Builds share the network of the engine's host, since its name servers and proxies on loopback
 * are the ones that are sure to work.
 */
export function buildCommand(
  request: BuildRequest,
  { folder, aptFolder }: BuildPlaces = request,
): readonly string[] {
  const pairs = (flag: string, values: Readonly<Record<string, string>>) =>
    Object.entries(values).flatMap(([name, value]) => [flag, `${name}=${value}`]);
  return [
    'docker',
    'buildx',
    'build',
    '--progress=plain',
    '--network=host',
    '--provenance=false',
    '--load',
    ...(request.fresh ? ['--no-cache'] : []),
    '--tag',
    request.reference,
    ...(request.target === undefined ? [] : ['--target', request.target]),
    ...pairs('--label', request.labels),
    ...pairs('--build-arg', request.buildArgs),
    '--build-context',
    `apt=${aptFolder}`,
    folder,
  ];
}
