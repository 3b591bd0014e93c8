/** Why an archive is not what was in the seat: a file became shorter while it was read, and was filled up with nothing. */
export class ChangedWhileRead extends Error {}
