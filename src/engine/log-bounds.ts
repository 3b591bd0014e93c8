/**
 * How containers log that we make, and those that labs and learners make in engines of ours: whoever is inside may
 * write as much as they like, and the engine takes no more of its disk for it. The lines before are dropped, as
 * `docker logs` shows. Not compressed: that would be the engine's processor time for what somebody else writes.
 */
export const boundedLog = {
  driver: 'local',
  options: { 'max-size': '10m', 'max-file': '2', compress: 'false' },
} as const;
