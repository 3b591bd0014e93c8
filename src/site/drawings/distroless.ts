import type { Drawing } from './shapes.ts';

export const distroless: Drawing = {
  title: 'What the images of distroless contain',
  inWords:
    'The images lie in each other. static has certificates, time zones, the accounts and /tmp. base has all of static, and glibc and OpenSSL. cc has all of base, and the C++ library. The images for Java and Python build on these, and add their runtime. None of them has a shell or a package manager.',
  height: 208,
  shapes: [
    { box: [0, 1, 312, 203], kind: 'place' },
    { words: 'Java, Python, Node.js', at: [10, 17], as: 'head', anchor: 'start' },
    { words: 'a runtime of the language', at: [302, 17], as: 'small', anchor: 'end' },
    { box: [12, 26, 288, 166], kind: 'plain' },
    { words: 'cc', at: [22, 43], as: 'head', anchor: 'start' },
    { words: 'the C++ library', at: [290, 43], as: 'small', anchor: 'end' },
    { box: [24, 52, 264, 128], kind: 'place' },
    { words: 'base', at: [34, 69], as: 'head', anchor: 'start' },
    { words: 'glibc, OpenSSL', at: [278, 69], as: 'small', anchor: 'end' },
    { box: [36, 78, 240, 90], kind: 'filter' },
    { words: 'static', at: [46, 95], as: 'head', anchor: 'start' },
    { words: 'certificates, time zones,', at: [266, 95], as: 'small', anchor: 'end' },
    { words: 'accounts, /tmp', at: [266, 108], as: 'small', anchor: 'end' },
    { box: [48, 118, 216, 38], kind: 'answers', says: ['your program'] },
  ],
};
