/** An archive is not what was in the seat: a file became shorter while it was read, and was padded with zeros. */
export class ChangedWhileRead extends Error {}
