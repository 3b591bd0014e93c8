/**
 * How a workbench sees the files of a workspace. The server's directory is the true copy whatever this does.
 */
export interface WorkspaceLink {
  /** The directory as workbench and engine see it. */
  readonly path: string;
  /** Binds of the workbench container, as `docker run -v` takes them. */
  readonly binds: readonly string[];
  /** Each ends within three minutes, whatever the programs inside do, and as soon as its signal says so. */
  syncIn(signal?: AbortSignal): Promise<void>;
  syncOut(signal?: AbortSignal): Promise<void>;
  /** Called after paths were deleted inside, so that they are not brought back. */
  forget(paths: readonly string[], signal?: AbortSignal): Promise<void>;
  /**
   * Called before a copy inside is removed with its workbench: files missing there afterwards were not deleted by
   * anybody.
   */
  abandon(signal?: AbortSignal): Promise<void>;
}

/** `bound`: one copy, bound at its own path. `synced`: a volume, kept equal. `auto`: bound where that reaches us. */
export type WorkspaceMode = 'auto' | 'bound' | 'synced';

/** The server's own directory, bound at its own path: there is one copy. */
export function bindWorkspace(directory: string): WorkspaceLink {
  const nothing = async () => {};
  return {
    path: directory,
    binds: [`${directory}:${directory}`],
    syncIn: nothing,
    syncOut: nothing,
    forget: nothing,
    abandon: nothing,
  };
}
