import type { HomeCertificate } from '../certificate/certificate-files.ts';
import { standingOf } from '../certificate/standing.ts';
import { missingNames, type SubjectNames } from '../certificate/subject-names.ts';

/** What somebody should know who serves with this certificate on this machine now. */
export function certificateWarnings(
  { names, serverEnds, authorityEnds }: HomeCertificate,
  machine: SubjectNames,
  now: Date,
): readonly string[] {
  const ends = (what: string, date: Date, how: string) => {
    const { state, days } = standingOf(date, now);
    if (state === 'good') return [];
    return [state === 'over' ? `${what} has ended: ${how}.` : `${what} ends in ${days} days: ${how}.`];
  };
  const missing = missingNames(names, machine);
  return [
    ...ends('The certificate', serverEnds, '`npm run drydock -- certificate --renew`'),
    ...ends(
      'The authority',
      authorityEnds,
      '`npm run drydock -- certificate --new-authority`, and hand it out again',
    ),
    ...(missing.length > 0
      ? [
          `This machine is called ${missing.join(', ')} now too, which the certificate does not say: \`npm run drydock -- certificate --renew\`.`,
        ]
      : []),
  ];
}
