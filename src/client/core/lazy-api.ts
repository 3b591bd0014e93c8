import { pagePaths } from '../../lab/wire/page-paths.ts';
import { type Api, silent } from './api.ts';
import { type Asker, askServer, jsonOf } from './ask-server.ts';

/** Calls the server by code that is loaded with the first call: the schemas of all answers weigh more than a page. */
export function makeApi(asker: Asker): Api {
  let loading: Promise<Pick<Api, 'call' | 'events' | 'follow'>> | undefined;
  const load = () => {
    loading ??= import('./server-api.ts').then(
      ({ makeServerApi }) => makeServerApi(asker),
      (cause: unknown) => {
        loading = undefined;
        throw silent(asker.signs, cause);
      },
    );
    return loading;
  };
  return {
    call: async (name, ...call) => (await load()).call(name, ...call),
    async *events(lab, signal, onOpen) {
      yield* (await load()).events(lab, signal, onOpen);
    },
    async *follow(source, signal, onOpen) {
      yield* (await load()).follow(source, signal, onOpen);
    },
    async read(name, shape, ...call) {
      const response = await askServer(asker, pagePaths[name], call[0]);
      const answer = response.ok ? await jsonOf(response) : undefined;
      // What is wrong with it, the schemas can say.
      return shape(answer) ? answer : (await load()).call(name, ...call);
    },
  };
}
