import type { BoxKind, Drawing, Shape } from './shapes.ts';

interface Link {
  readonly top: number;
  readonly says: readonly [what: string, holds: string];
  readonly kind?: BoxKind;
  /** Who compares it with what is above it. */
  readonly checked: readonly string[];
}

const height = 40;
const links: readonly Link[] = [
  { top: 4, says: ['tag app:1', 'may be moved'], kind: 'gone', checked: ['nobody: a name is', 'no promise'] },
  {
    top: 76,
    says: ['manifest', 'digests of layers'],
    kind: 'answers',
    checked: ['cosign: its digest is', 'in what was signed'],
  },
  {
    top: 148,
    says: ['layer', 'bytes'],
    checked: ['whoever pulls: its digest', 'is in the manifest'],
  },
  {
    top: 220,
    says: ['files in the container', 'unpacked once'],
    checked: ['nobody, while it runs'],
  },
];

export const whoChecksWhat: Drawing = {
  title: 'Who checks what, from a tag to a file',
  inWords:
    'A tag, app:1, points to a manifest. Nobody checks where it points: it may be moved. cosign checks the manifest: its digest has to be in a document that was signed with the key. The manifest has the digests of the layers. Whoever pulls a layer compares its bytes with its digest in the manifest. cosign reads no layer. The layers are unpacked once, and the files that a container sees are compared with nothing while it runs.',
  height: 268,
  shapes: [
    ...links.flatMap(({ top, says, kind = 'plain', checked }, row): readonly Shape[] => [
      { box: [0, top, 140, height], kind, says },
      ...checked.map(
        (words, line): Shape => ({
          words,
          at: [152, top + height / 2 + 4 + line * 14 - (checked.length - 1) * 7],
          as: 'small',
          anchor: 'start',
        }),
      ),
      ...(row === 0
        ? []
        : [
            {
              line: [
                [70, top - 32],
                [70, top],
              ],
            } satisfies Shape,
          ]),
    ]),
  ],
};
