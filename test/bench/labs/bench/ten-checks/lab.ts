import { caps, defineLab, edit, files, http, service, user } from '../../../../../src/lab/authoring.ts';

const [a, b, c] = [service('a'), service('b'), service('c')];
const why = 'It is what the bench asks.';

/** No lab of the book: three services and ten checks, as many as a long lab has. */
export default defineLab({
  title: 'Ten checks of three services',
  level: 'guided',
  minutes: 10,
  images: ['debian:trixie-slim'],
  takeaway: { file: 'compose.yaml', why },
  guards: {
    works: http(a, 8080).says('here').titled('a: serves').fakeable('It answers with one word.').why(why),
  },
  tasks: {
    all: {
      title: 'All of it',
      checks: [
        'a-user',
        'a-caps',
        'a-root',
        'b-user',
        'b-caps',
        'b-root',
        'c-user',
        'c-caps',
        'c-root',
        'a-mount',
      ],
      hints: [why, why, why],
      readMore: '/start/#one-line',
    },
  },
  checks: {
    'a-user': a.everyProcess(user.notRoot()).why(why),
    'a-caps': a.everyProcess(caps.effective.none()).why(why),
    'a-root': a.container(files.rootReadOnly()).why(why),
    'b-user': b.everyProcess(user.notRoot()).why(why),
    'b-caps': b.everyProcess(caps.effective.none()).why(why),
    'b-root': b.container(files.rootReadOnly()).why(why),
    'c-user': c.everyProcess(user.notRoot()).why(why),
    'c-caps': c.everyProcess(caps.effective.none()).why(why),
    'c-root': c.container(files.rootReadOnly()).why(why),
    'a-mount': a.container(files.mountedReadOnly('/data')).why(why),
  },
  states: {
    solution: { edits: [edit('compose.yaml').set('x-service.hostname', 'solved')] },
    mistakes: {},
  },
});
