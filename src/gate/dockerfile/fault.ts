/** What is wrong with a Dockerfile, in words that complete "its Dockerfile is refused: …". */
export interface DockerfileFault {
  /** From 1. */
  readonly line: number;
  readonly refuse: string;
  readonly fix: string;
}
