import { formatEndpoint } from '../../base/inet.ts';
import type { ip_vs_dest, ip_vs_service } from '../../kernel/ipvs/ip_vs.ts';
import { scheduler_of } from '../../kernel/ipvs/ip_vs_sched.ts';
import { is_overloaded } from '../../kernel/ipvs/sched/scheduler.ts';
import type { Facts } from '../../trace/facts.ts';
import type { WhyAnswer } from '../../trace/life-views.ts';
import type { RawStep } from '../../trace/recorder.ts';
import { lookBack } from '../../trace/rewind.ts';
import type { Phrase } from '../../trace/views.ts';
import { code, link, text } from '../phrases.ts';
import { callOf, type WhyContext } from './context.ts';
import { SCHEDULER_CALL } from './made.ts';

/** Per real server of the service, why it was not the one. */

/** More servers than these are not answered for. */
const MOST = 24;

interface Candidate {
  readonly dest: ip_vs_dest;
  readonly weight: number;
  readonly overloaded: boolean;
  /** What the scheduler compares; '' = nothing per server. */
  readonly figure: string;
}

/** As they stood when the scheduler was asked. */
function candidatesOf(context: WhyContext, svc: ip_vs_service, step: number): Candidate[] {
  const { ipvs, recorder } = context.visit;
  const figure = scheduler_of(svc)?.figure;
  return lookBack(ipvs, recorder.rawSteps, step, () =>
    svc.destinations.map((dest) => ({
      dest,
      weight: dest.weight,
      overloaded: is_overloaded(dest),
      figure: figure ? figure.of(svc, dest, ipvs) : '',
    })),
  );
}

/** The scheduler's own step about a server, if it looked at it. */
function lookAt(steps: readonly RawStep[], call: RawStep, dest: ip_vs_dest): RawStep | undefined {
  const name = `${formatEndpoint(dest.addr, dest.port)} `;
  return steps.findLast(
    ({ kind, number, detail }) =>
      kind === 'branch' && number > call.number && number <= call.end && detail.startsWith(name),
  );
}

const HASHED = ['sh', 'dh', 'mh'];
const LEAST = ['lc', 'wlc', 'sed', 'nq', 'lblc', 'lblcr'];

interface Asked {
  readonly context: WhyContext;
  readonly svc: ip_vs_service;
  readonly call: RawStep;
  readonly winner: Candidate | null;
}

/** Its place behind the winner in the service's list: earlier ones win ties. */
function isBehind({ svc, winner }: Asked, dest: ip_vs_dest): boolean {
  return winner !== null && svc.destinations.indexOf(dest) > svc.destinations.indexOf(winner.dest);
}

function byScheduler(asked: Asked, { dest, weight, figure }: Candidate, looked: boolean): Phrase[] {
  const { svc, winner } = asked;
  const name = svc.scheduler ?? '';
  if (winner && LEAST.includes(name)) {
    const own = `${figure}${weight === 1 ? '' : ` for weight ${weight}`}`;
    const best = `${winner.figure}${winner.weight === 1 ? '' : ` for weight ${winner.weight}`}`;
    const tie = Number(figure) * winner.weight === Number(winner.figure) * weight;
    if (tie && isBehind(asked, dest))
      return [text(`A tie: overhead ${own}, and ${best} of the chosen one. The earlier in the list wins.`)];
    return [text('Its overhead is '), code(own), text(', that of the chosen one '), code(best), text('.')];
  }
  if (HASHED.includes(name))
    return [text(`The slot of this address belongs to the chosen one; it has ${figure} slots of the table.`)];
  if (name === 'rr' || name === 'wrr')
    return [
      text(
        looked
          ? `The round came by, and its weight ${weight} is below the current weight.`
          : 'Its turn had not come: the round reached the chosen one first.',
      ),
    ];
  if (name === 'fo') return [text(`Its weight ${weight} is not above that of the chosen one.`)];
  if (name === 'ovf')
    return [text(`Active connections of weight: ${figure}; the chosen one is heavier, with room.`)];
  if (name === 'twos') return [text('It was not drawn, or it was the more loaded of the two.')];
  return [text('The scheduler did not choose it.')];
}

function answerFor(asked: Asked, one: Candidate): WhyAnswer {
  const { context, call } = asked;
  const { dest, weight, overloaded } = one;
  const question = `Why not ${formatEndpoint(dest.addr, dest.port).replace(/:\d+$/, '')}?`;
  const look = lookAt(context.visit.recorder.rawSteps, call, dest);
  const proof: Phrase[] = look
    ? [
        text(' '),
        link(look.text, { event: context.event, step: look.number }),
        text(': '),
        code(look.detail.slice(look.detail.indexOf(' ') + 1)),
        text(look.taken ? ', it led for a moment.' : '.'),
      ]
    : [];
  if (weight <= 0)
    return { question, answer: [text(`Its weight is ${weight}: it gets no new connection.`), ...proof] };
  if (overloaded)
    return {
      question,
      answer: [
        text(
          `It is overloaded: ${dest.activeconns + dest.inactconns} connections, upper threshold ${dest.u_threshold}.`,
        ),
        ...proof,
      ],
    };
  return { question, answer: [...byScheduler(asked, one, look !== undefined), ...proof] };
}

/** Nothing for events at which no scheduler was asked. */
export function candidateAnswers(context: WhyContext, facts: Facts): WhyAnswer[] {
  const svc = facts.service;
  const call = context.visit.recorder.rawSteps.find(callOf(SCHEDULER_CALL));
  if (!svc || !call) return [];
  const candidates = candidatesOf(context, svc, call.number);
  const chosen = call.result === 'dest' ? facts.chosen : null;
  const winner = candidates.find(({ dest }) => dest === chosen) ?? null;
  const asked: Asked = { context, svc, call, winner };
  return candidates
    .filter((one) => one !== winner)
    .slice(0, MOST)
    .map((one) => answerFor(asked, one));
}
