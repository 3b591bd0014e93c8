/** Each is read when it is called: half of the time of a short command would go into what others need. */
export const commands = {
  audit: () => import('../commands/audit.ts'),
  backup: () => import('../commands/backup.ts'),
  bundle: () => import('../commands/bundle.ts'),
  doctor: () => import('../commands/doctor.ts'),
  home: () => import('../commands/home.ts'),
  images: () => import('../commands/images.ts'),
  lab: () => import('../commands/lab.ts'),
  labs: () => import('../commands/labs.ts'),
  proof: () => import('../commands/proof.ts'),
  sessions: () => import('../commands/sessions.ts'),
  shrink: () => import('../commands/shrink.ts'),
  start: () => import('../commands/start.ts'),
  takeaways: () => import('../commands/takeaways.ts'),
  transcripts: () => import('../commands/transcripts.ts'),
  why: () => import('../commands/why.ts'),
  xray: () => import('../commands/xray.ts'),
};
