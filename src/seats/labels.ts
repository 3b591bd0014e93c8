/** Labels by which Drydock knows what is its own; anything else on an engine is never touched. */
export const homeLabel = 'dev.drydock.home';
export const runLabel = 'dev.drydock.run';
export const roleLabel = 'dev.drydock.role';
export const seatLabel = 'dev.drydock.seat';
/** Of which class a seat is. */
export const classLabel = 'dev.drydock.class';
/** The process that runs programs in copies of a container, to find out who refuses them. */
export const copyLabel = 'dev.drydock.copy';

export type ContainerRole = 'workbench' | 'probe' | 'seat' | 'fence' | 'disk' | 'copy';

export interface OurLabels {
  readonly home: string;
  readonly role: ContainerRole;
  readonly run?: string;
  readonly seat?: string;
}

export function makeLabels({ home, role, run, seat }: OurLabels): Readonly<Record<string, string>> {
  return {
    [homeLabel]: home,
    [roleLabel]: role,
    ...(run === undefined ? {} : { [runLabel]: run }),
    ...(seat === undefined ? {} : { [seatLabel]: seat }),
  };
}

/** A name as Docker takes it (`[a-zA-Z0-9][a-zA-Z0-9_.-]*`), readable and the same each time. */
export function containerName(role: ContainerRole, id: string): string {
  return `drydock-${role}-${id.toLowerCase().replace(/[^a-z0-9_.-]+/g, '-')}`;
}
