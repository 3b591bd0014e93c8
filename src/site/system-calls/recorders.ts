/** Labs in which a recorder tells which system calls a service makes: a program of the image `drydock/recorder:1`. */
import type { LabId } from '../../lab/lab-id.ts';
import type { Manifest } from '../../lab/manifest/manifest.ts';

/** A recorder that Check asks. */
export interface AskedRecorder {
  readonly lab: LabId;
  readonly probe: string;
  /** The service whose calls it tells. */
  readonly of: string;
}

export interface RecorderLab {
  readonly lab: LabId;
  readonly title: string;
  /** Empty where the lab has a recorder that Check does not ask for its list. */
  readonly asked: readonly AskedRecorder[];
}

/** Those of the manifests, in their order. */
export function recorderLabs(manifests: Iterable<Manifest>): readonly RecorderLab[] {
  return [...manifests]
    .filter(({ images }) => images.includes('drydock/recorder:1'))
    .map(({ id: lab, title, probes }) => ({
      lab,
      title,
      asked: probes.flatMap((each) => {
        if (each.kind !== 'exec') return [];
        const [program, word, of] = each.argv;
        return program === '/recorder' && word === 'calls' && of !== undefined
          ? [{ lab, probe: each.id, of }]
          : [];
      }),
    }));
}
