/** Columns of a roster, by the names that spreadsheets and learning platforms have for them. */

export const rosterColumns = [
  'name',
  'firstName',
  'lastName',
  'email',
  'sisId',
  'loginId',
  'section',
  'pair',
] as const;
export type RosterColumn = (typeof rosterColumns)[number];

/** In small letters, without spaces and signs; of Canvas's and Moodle's exports too. */
const names: Readonly<Record<RosterColumn, readonly string[]>> = {
  name: ['name', 'fullname', 'student', 'studentname', 'displayname'],
  firstName: ['firstname', 'givenname', 'forename'],
  lastName: ['lastname', 'surname', 'familyname'],
  email: ['email', 'emailaddress', 'mail'],
  sisId: ['sisid', 'sisuserid', 'idnumber', 'studentid', 'matriculationnumber'],
  loginId: ['loginid', 'login', 'sisloginid', 'username'],
  section: ['section', 'sections', 'group', 'groups'],
  pair: ['pair', 'team', 'party'],
};

/** Which column a head of the table means; undefined for one that is not read. */
export function rosterColumnOf(head: string): RosterColumn | undefined {
  const plain = head.toLowerCase().replaceAll(/[^\p{L}\p{N}]/gu, '');
  return rosterColumns.find((column) => names[column].includes(plain));
}

/** What stands in a table that people have to write: the first name of each column. */
export const sayRosterColumns = 'name (or first name and last name), email, SIS id, login id, section, pair';
