import { useState } from 'preact/hooks';
import type { EnrolledView, TaughtCourse } from '../../../lab/wire/courses.ts';
import type { Connection } from '../../core/connection.ts';
import { copyText, selectText } from '../../core/copy-text.ts';
import { fileNameOf, offerFile } from '../../core/offer-file.ts';
import { ActButton } from '../../parts/act-button.tsx';
import { Dialog } from '../../parts/dialog.tsx';
import { Problem } from '../../parts/problem.tsx';
import { useAttempt } from '../../parts/use-attempt.ts';
import { csvRow } from '../parts/own-files.ts';

interface LinksProps {
  readonly connection: Connection;
  readonly course: TaughtCourse;
  readonly people: readonly EnrolledView[];
  readonly onClose: () => void;
}

interface PersonalLink extends EnrolledView {
  readonly url: string;
}

/** Links that sign people in, made when somebody asks and shown this once. */
export function PersonalLinks({ connection, course, people, onClose }: LinksProps) {
  const [links, setLinks] = useState<readonly PersonalLink[]>([]);
  const [said, setSaid] = useState('');
  const { busy, problem, run } = useAttempt();
  const [one] = people;
  const isOne = people.length === 1 && one !== undefined;
  const make = () =>
    run(async () => {
      const made: PersonalLink[] = [];
      for (const each of people) {
        const asked = { course: course.id, person: each.person };
        made.push({ ...each, ...(await connection.api.call('rosterLogin', asked)) });
        if (!isOne) setSaid(`${made.length} of ${people.length}`);
      }
      setSaid('');
      setLinks(made);
    });
  const copy = async (text: string, element: HTMLElement | null) => {
    if (await copyText(text)) return setSaid('Copied.');
    if (element !== null) selectText(element);
    setSaid('Press Ctrl+C or Cmd+C to copy it.');
  };
  const table = () =>
    [['name', 'e-mail', 'link'], ...links.map(({ name, email = '', url }) => [name, email, url])]
      .map((cells) => `${csvRow(cells)}\r\n`)
      .join('');
  return (
    <Dialog title={isOne ? `A link for ${one.name}` : 'Personal links'} onClose={onClose} side={!isOne}>
      <p>
        {isOne
          ? `It signs one browser in as ${one.name}, once, within a day. Give it to them alone.`
          : `Each signs one browser in as its person, once, within a day. Give each to its person alone.`}{' '}
        It is shown here this once; another can be made at any time.
      </p>
      {links.length === 0 && (
        <p class="dd-room-actions">
          <ActButton busy={busy} act={() => void make()} kind="primary">
            {isOne ? 'Make the link' : `Make ${people.length} links`}
          </ActButton>
        </p>
      )}
      {links.length > 0 && (
        <>
          <p class="dd-room-actions">
            <button
              type="button"
              class="dd-button"
              onClick={() => {
                const text = isOne ? (links[0]?.url ?? '') : table();
                void copy(text, document.querySelector<HTMLElement>('.dd-personal-links'));
              }}
            >
              {isOne ? 'Copy' : 'Copy all as a table'}
            </button>
            {!isOne && (
              <button
                type="button"
                class="dd-button"
                onClick={() =>
                  offerFile(`${fileNameOf(course.title, 'course')}-links.csv`, 'text/csv', table())
                }
              >
                Download as CSV
              </button>
            )}
          </p>
          <ul class="dd-personal-links">
            {links.map(({ person, name, url }) => (
              <li key={person}>
                {!isOne && <strong>{name}</strong>}
                <code>{url}</code>
              </li>
            ))}
          </ul>
        </>
      )}
      <p class="dd-quiet" role="status">
        {said}
      </p>
      <Problem report={problem} />
    </Dialog>
  );
}
