import type { Drawing } from './shapes.ts';

export const stackNetworks: Drawing = {
  title: 'Who meets whom in the hardened stack',
  inWords:
    'From outside, ports 29080 and 29050 of the loopback address lead to the proxy alone. The proxy is on three networks. Over out it reaches sea, the rest of the world. Over front it meets the bot, and over desk the admin page. The bot meets the database over store, the admin page meets it over ledger. These four networks are internal and have no way out. Bot and admin page share no network, and neither do proxy and database: nothing leads from one to the other.',
  height: 300,
  shapes: [
    { box: [0, 4, 132, 36], says: ['127.0.0.1', 'ports 29080, 29050'] },
    { box: [204, 4, 108, 36], says: ['sea', 'the rest of the world'] },
    {
      line: [
        [66, 40],
        [124, 80],
      ],
    },
    {
      line: [
        [188, 80],
        [262, 40],
      ],
    },
    { words: 'out', at: [240, 68], as: 'small' },
    { box: [96, 80, 120, 30], kind: 'answers', says: ['proxy'] },
    { box: [0, 128, 312, 168], kind: 'place' },
    { words: 'no way out', at: [304, 144], as: 'small', anchor: 'end' },
    {
      line: [
        [124, 110],
        [64, 160],
      ],
    },
    {
      line: [
        [188, 110],
        [248, 160],
      ],
    },
    { words: 'front', at: [74, 142], as: 'small', anchor: 'end' },
    { words: 'desk', at: [206, 146], as: 'small', anchor: 'end' },
    { box: [12, 160, 104, 30], says: ['bot'] },
    { box: [196, 160, 104, 30], says: ['admin'] },
    {
      line: [
        [116, 175],
        [196, 175],
      ],
      dashed: true,
      arrow: false,
    },
    { words: 'no network', at: [156, 169], as: 'small' },
    {
      line: [
        [64, 190],
        [124, 250],
      ],
    },
    {
      line: [
        [248, 190],
        [188, 250],
      ],
    },
    { words: 'store', at: [84, 228], as: 'small', anchor: 'end' },
    { words: 'ledger', at: [228, 228], as: 'small', anchor: 'start' },
    { box: [96, 250, 120, 38], kind: 'filter', says: ['db', 'under runsc'] },
  ],
};
