import type { Drawing, Shape } from './shapes.ts';

const step = 62;
const top = (index: number) => 44 + index * step;

/** Who reads a profile on its way to the kernel, and what each leaves out. */
const readers = [
  ['Engine', 'rules for other capabilities,', 'architectures or kernels'],
  ['runc', 'rules with the answer of the', 'default, and unknown names'],
  ['libseccomp', 'names that the architecture lacks;', 'of two rules for a call, one'],
] as const;

export const profilePath: Drawing = {
  title: 'From a profile to a filter',
  inWords:
    'A profile holds names, actions and conditions. The Engine reads it first, and leaves out rules for other capabilities, architectures or kernels. runc reads what is left, and leaves out rules whose answer is that of the default action, and names that libseccomp does not know. libseccomp makes numbers of names for each architecture, and leaves out those that the architecture lacks. Of two rules for one call without conditions, the first counts, and it counts more than rules with conditions. The kernel gets the filter, which has numbers and no names. None of the readers says what it left out.',
  height: 272,
  shapes: [
    { box: [0, 4, 110, 26], says: ['profile'] },
    { words: 'left out, without a word', at: [128, 21], as: 'head', anchor: 'start' },
    ...readers.flatMap(([who, ...leaves], index): readonly Shape[] => [
      {
        line: [
          [55, top(index) - (index === 0 ? 14 : 30)],
          [55, top(index)],
        ],
      },
      { box: [0, top(index), 110, 32], kind: 'place', says: [who] },
      {
        line: [
          [110, top(index) + 16],
          [124, top(index) + 16],
        ],
      },
      ...leaves.map(
        (words, line): Shape => ({
          words,
          at: [128, top(index) + 13 + line * 13],
          as: 'small',
          anchor: 'start',
        }),
      ),
    ]),
    {
      line: [
        [55, top(2) + 32],
        [55, top(3)],
      ],
    },
    { box: [0, top(3), 110, 32], kind: 'filter', says: ['filter: numbers'] },
  ],
};
