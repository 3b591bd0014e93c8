/** What the page knows of a lab: its status, the latest judgement, what went wrong. */
import { isEngineAway } from '../../lab/engine-away.ts';
import type { ErrorReport } from '../../lab/errors.ts';
import type { CheckReport } from '../../lab/wire/checks.ts';
import type { JobKind } from '../../lab/wire/jobs.ts';
import type { LabStatus, LabView } from '../../lab/wire/labs.ts';
import { ApiError, ignoreAnswered } from './api.ts';
import { askCheck } from './ask-check.ts';
import { type Cell, makeCell } from './cell.ts';
import type { LabFeed } from './lab-feed.ts';
import type { Presence } from './presence.ts';

export interface LabState {
  readonly view?: LabView;
  readonly status?: LabStatus;
  readonly report?: CheckReport;
  /** Check was pressed, here or elsewhere, since the page was opened. */
  readonly checked?: boolean;
  /** An action asked for and not yet answered. */
  readonly asked?: JobKind | 'check' | undefined;
  readonly error?: ErrorReport | undefined;
  readonly lost?: boolean;
}

export interface LabModel {
  readonly id: string;
  readonly state: Cell<LabState>;
  /** Listens to the lab's events from now on. */
  follow(): void;
  /** Starts, stops …: resolves once the server has taken it on; what goes wrong stands in the state. */
  ask(kind: JobKind): Promise<void>;
  check(): Promise<void>;
  cancel(): Promise<void>;
}

/** There is a workbench to type into. That a step failed does not end it: what is wrong has to be mended there. */
export const isLive = ({ status }: LabState): boolean =>
  status?.run !== undefined && status.phase !== 'stopped';

export function makeLabModel(id: string, { api, reach }: Presence, feed: LabFeed): LabModel {
  const state = makeCell<LabState>({});
  const change = (part: Partial<LabState>) => state.set({ ...state.value, ...part });
  let unfollow: (() => void) | undefined;
  /** The last job that the feed told of. */
  let told: string | undefined;

  // A stopped lab tells nothing, and connections are few.
  const letGoWhenStopped = () => {
    const { status } = state.value;
    if (status?.phase !== 'stopped' || status.job !== undefined) return;
    unfollow?.();
    unfollow = undefined;
  };

  const follow = () => {
    unfollow ??= feed.subscribe(id, (event) => {
      switch (event.type) {
        case 'status':
          told = event.status.job?.id ?? told;
          change({ status: event.status });
          return letGoWhenStopped();
        case 'checks':
          return change({
            report: event.report,
            checked: state.value.checked === true || event.report.attempt !== undefined,
          });
        case 'trouble':
          return change({ error: event.error });
        case 'engine':
          if (event.health.state === 'ready' && isEngineAway(state.value.error)) change({ error: undefined });
          return undefined;
        case 'connection':
          return change({ lost: event.state === 'lost' });
        case 'observation':
        case 'before':
        case 'output':
        case 'files':
          return undefined;
      }
    });
  };

  const load = async () => {
    const [status, view] = await Promise.all([api.call('status', { lab: id }), api.call('lab', { lab: id })]);
    // The feed says how it stands now; this may be older.
    change(unfollow === undefined ? { status, view } : { view });
    if (isLive(state.value)) follow();
  };

  const attempt = async (asked: JobKind | 'check', action: () => Promise<void>) => {
    change({ asked, error: undefined });
    try {
      await action();
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      change({ error: error.report });
    } finally {
      change({ asked: undefined });
    }
  };

  reach.listen((now) => {
    if (now === 'signed-in') void load().catch(ignoreAnswered);
  });

  return {
    id,
    state,
    follow,
    ask: (kind) =>
      attempt(kind, async () => {
        const { job } = await api.call(kind, { lab: id });
        const { status } = state.value;
        // A short job may have ended, as the feed tells, before the answer that it was begun is here.
        if (status && job.id !== told) change({ status: { ...status, job } });
        follow();
      }),
    check: () =>
      attempt('check', async () => {
        const report = await askCheck(api, id);
        feed.publish(id, { type: 'checks', report });
        change({ report, checked: true });
      }),
    cancel: async () => {
      const job = state.value.status?.job;
      if (job) await api.call('cancelJob', { id: job.id }).catch(ignoreAnswered);
    },
  };
}
