/**
 * What a program that was refused tells: errno(3) by the text that its C library prints for it. A program that says
 * nothing of it, or in another language than C's, tells nothing; that it ended with some status alone says nothing.
 */

/** Names of errno(3) with what glibc's and musl's strerror(3) say where the two differ. */
const texts = {
  EPERM: ['Operation not permitted'],
  EACCES: ['Permission denied'],
  ENOENT: ['No such file or directory'],
  ENOSYS: ['Function not implemented'],
  EROFS: ['Read-only file system'],
  EINVAL: ['Invalid argument'],
  EBUSY: ['Device or resource busy', 'Resource busy'],
  EEXIST: ['File exists'],
  ENOSPC: ['No space left on device'],
  ENOMEM: ['Cannot allocate memory', 'Out of memory'],
  EAGAIN: ['Resource temporarily unavailable'],
  EADDRINUSE: ['Address already in use', 'Address in use'],
  ECONNREFUSED: ['Connection refused'],
  ENETUNREACH: ['Network is unreachable', 'Network unreachable'],
  EHOSTUNREACH: ['No route to host', 'Host is unreachable'],
  ETIMEDOUT: ['Connection timed out', 'Operation timed out'],
  EOPNOTSUPP: ['Operation not supported', 'Not supported'],
} as const;
export type ErrnoName = keyof typeof texts;
const isErrno = (name: string): name is ErrnoName => Object.hasOwn(texts, name);
export const errnoNames = Object.keys(texts).filter(isErrno);

/** Their numbers in asm-generic/errno.h, which are those of amd64 and arm64. */
export const errnoNumbers: Readonly<Record<ErrnoName, number>> = {
  EPERM: 1,
  ENOENT: 2,
  EAGAIN: 11,
  ENOMEM: 12,
  EACCES: 13,
  EBUSY: 16,
  EEXIST: 17,
  EINVAL: 22,
  ENOSPC: 28,
  EROFS: 30,
  ENOSYS: 38,
  EOPNOTSUPP: 95,
  EADDRINUSE: 98,
  ENETUNREACH: 101,
  ETIMEDOUT: 110,
  ECONNREFUSED: 111,
  EHOSTUNREACH: 113,
};

/** Those of which a text tells, by name or in the words of a C library. */
export function errnosIn(text: string): readonly ErrnoName[] {
  return errnoNames.filter(
    (name) => new RegExp(`\\b${name}\\b`).test(text) || texts[name].some((words) => text.includes(words)),
  );
}

/** Numbers of signal(7) that are the same on amd64 and arm64. */
const signals = {
  SIGHUP: 1,
  SIGINT: 2,
  SIGABRT: 6,
  SIGKILL: 9,
  SIGSEGV: 11,
  SIGPIPE: 13,
  SIGTERM: 15,
  SIGSYS: 31,
};
export type SignalName = keyof typeof signals;
const isSignal = (name: string): name is SignalName => Object.hasOwn(signals, name);
export const signalNames = Object.keys(signals).filter(isSignal);

/** The exit status of what a signal killed, as shells and runtimes give it. */
export const statusOf = (signal: SignalName): number => 128 + signals[signal];
export const signalOf = (status: number): SignalName | undefined =>
  signalNames.find((name) => statusOf(name) === status);
