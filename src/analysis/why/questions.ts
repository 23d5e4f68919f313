import { formatEndpoint } from '../../base/inet.ts';
import { IP_VS_SVC_F_PERSISTENT, type ip_vs_conn, is_template } from '../../kernel/ipvs/ip_vs.ts';
import { ip_vs_state_name } from '../../kernel/ipvs/ip_vs_proto.ts';
import { TH_SYN } from '../../packet/packet.ts';
import type { Facts } from '../../trace/facts.ts';
import type { WhyAnswer } from '../../trace/life-views.ts';
import type { Phrase } from '../../trace/views.ts';
import { code, link, span, text } from '../phrases.ts';
import { candidateAnswers } from './candidates.ts';
import { branchIs, callOf, flow, here, serverOf, stamp, took, type WhyContext } from './context.ts';
import { nearestServices, packetOf, serviceTitle } from './pass.ts';
import { armBefore, slotWidth } from './timer.ts';

/** The other side of an explanation: what did not happen, and why not. */

/** No template was made for a new connection. */
function noTemplate(facts: Facts): WhyAnswer[] {
  const { service, templateIs } = facts;
  if (facts.entryIs !== 'made' || !service || templateIs !== null) return [];
  if (service.flags & IP_VS_SVC_F_PERSISTENT) return [];
  return [
    {
      question: 'Why was no template made?',
      answer: [
        text('The service '),
        code(serviceTitle(service)),
        text(' is not persistent ('),
        code('ipvsadm -p'),
        text('): its connections are scheduled one by one.'),
      ],
    },
  ];
}

/** A template was there for the client and another one was asked for, or made. */
function newTemplate(context: WhyContext, facts: Facts): WhyAnswer[] {
  const { template, entry } = facts;
  if (facts.templateIs !== 'made' || !template || !entry) return [];
  const { index } = context.trace;
  const before = [...index.lives.values()].findLast(
    (life) =>
      life.template &&
      life.label === formatEndpoint(template.caddr, template.cport) &&
      life.born < context.event,
  );
  if (!before)
    return [
      {
        question: 'Why was there no template yet?',
        answer: [text('It is the first connection of this client to this service in the run.')],
      },
    ];
  const ends = index.lives.endsOf(before.uid);
  const at = index.birthOf(before);
  const died = before.died >= 0 && before.died <= context.event;
  const answer: Phrase[] = died
    ? [
        text('There was one ('),
        link(`made at ${context.trace.time(before.born).toFixed(3)}`, at),
        text('), and it was '),
        link('released', { event: before.died, step: context.trace.index.stepsOf(before.died) }),
        text(` ${span(context.time - context.trace.time(before.died))} ago, before this connection came.`),
      ]
    : [
        text('There is one for '),
        code(ends?.virtual ?? 'another address'),
        text(' ('),
        link('made earlier', at),
        text('), but the lookup needs the same virtual address and port, or it was put aside.'),
      ];
  return [{ question: 'Why was the template before not used?', answer }];
}

/** A SYN met an entry that is over, and it was used nevertheless. */
function notRescheduled(context: WhyContext, facts: Facts, cp: ip_vs_conn): WhyAnswer[] {
  const ip = packetOf(context);
  const syn = ip?.transport.kind === 'tcp' && (ip.transport.flags & TH_SYN) !== 0;
  if (facts.entryIs !== 'hit' || !syn) return [];
  const { conn_reuse_mode } = context.visit.ipvs.sysctl;
  const from = facts.stateFrom >= 0 ? facts.stateFrom : cp.state;
  const why = cp.control
    ? is_template(cp.control)
      ? 'a template controls the entry'
      : 'the entry was made for this connection, by the helper'
    : conn_reuse_mode === 0
      ? 'conn_reuse_mode is 0'
      : `an entry in ${ip_vs_state_name({ ...cp, state: from })} may not give way with conn_reuse_mode ${conn_reuse_mode}`;
  return [
    {
      question: 'Why was this SYN not scheduled anew?',
      answer: [
        text('Its port has entry '),
        flow(cp),
        text(', and '),
        here(context, why, branchIs('conn_reuse_mode && is_new_conn_expected', false)),
        text(', so the packet belongs to that.'),
      ],
    },
  ];
}

/** No service was found: the nearest ones, with the field that differs. */
function noService(context: WhyContext, facts: Facts): WhyAnswer[] {
  const ip = packetOf(context);
  if (!ip || facts.entry !== null || facts.service !== null) return [];
  return nearestServices(context, ip)
    .slice(0, 4)
    .filter(({ differs }) => differs !== '')
    .map(({ svc, differs }) => ({
      question: `Why not service ${serviceTitle(svc)}?`,
      answer: [text(`It has ${differs.replace(/^it wants/, 'another key: it wants')}.`)],
    }));
}

/** No entry was found although the client has some. */
function noEntry(context: WhyContext, facts: Facts): WhyAnswer[] {
  const step = context.visit.recorder.rawSteps.findLast(
    ({ kind, comparisons }) => kind === 'node' && comparisons?.some(({ equal }) => !equal),
  );
  if (facts.entryIs === 'hit' || facts.entryIs === 'reply' || !step?.object) return [];
  const failed = step.comparisons?.find(({ equal }) => !equal);
  const { object } = step;
  if (!failed || object.kind !== 'ip_vs_conn') return [];
  return [
    {
      question: `Why not entry ${formatEndpoint(object.caddr, object.cport)} of the same bucket?`,
      answer: [
        link(failed.field, { event: context.event, step: step.number }),
        text(` differs: ${failed.left} in the entry, ${failed.right} in the packet.`),
      ],
    },
  ];
}

/** Earlier, later, and why it is not gone. */
function timerAnswers(context: WhyContext, cp: ip_vs_conn): WhyAnswer[] {
  const arm = armBefore(context, cp);
  const { hz } = context.visit.ipvs.params;
  const late = arm ? arm.fires - arm.asked : 0;
  const answers: WhyAnswer[] = [];
  if (arm && late > 0) {
    const width = slotWidth(context, arm);
    answers.push({
      question: 'Why not at the moment that was asked for?',
      answer: [
        text('The wheel has slots of '),
        code(span(width / hz)),
        text(' on the level for so long a time, and a slot runs when it is over: '),
        code(stamp(context, arm.asked)),
        text(' lies in the slot that runs at '),
        code(stamp(context, arm.fires)),
        text('. A timer is never moved to a finer level, so it is late and never early.'),
      ],
    });
  }
  if (context.visit.recorder.facts.delayed === cp)
    answers.push({
      question: `Why was the ${is_template(cp) ? 'template' : 'entry'} not released?`,
      answer: [
        text('Only what controls nothing and is used by nobody is released. '),
        here(context, `n_control is ${cp.n_control}`, callOf('ip_vs_conn_expire')),
        text(', so it comes back in 60 s, as often as it takes.'),
      ],
    });
  return answers;
}

function commandAnswers(context: WhyContext): WhyAnswer[] {
  const { what } = context.visit;
  if (what.kind !== 'command' || what.outcome) return [];
  const { op } = what.input.command;
  if (op !== 'edit-server' && op !== 'delete-server' && op !== 'edit-service') return [];
  return [
    {
      question: 'Why do live connections not move?',
      answer: [
        text('An entry keeps the real server that it was made with ('),
        code('cp->dest'),
        text('). Rules are only asked when a new connection is scheduled.'),
      ],
    },
  ];
}

/** An entry was found: nobody was asked. */
function entryDecided(context: WhyContext, facts: Facts): WhyAnswer[] {
  if (facts.entryIs !== 'hit' && facts.entryIs !== 'reply') return [];
  const lookup = facts.entryIs === 'hit' ? 'ip_vs_conn_in_get' : 'ip_vs_conn_out_get';
  return [
    {
      question: 'Why were rules and templates not asked?',
      answer: [
        text('An entry with all its addresses and ports was '),
        here(context, 'found', callOf(lookup)),
        text(
          '. Services, templates and the scheduler are asked only when there is none, or when it gives way.',
        ),
      ],
    },
  ];
}

/** The template decided: the scheduler was not asked. */
function notScheduled(context: WhyContext, facts: Facts): WhyAnswer[] {
  if (facts.entryIs !== 'made' || facts.templateIs !== 'hit' || !facts.template) return [];
  return [
    {
      question: 'Why was the scheduler not asked?',
      answer: [
        text('Template '),
        flow(facts.template),
        text(' was '),
        here(context, 'found', callOf('ip_vs_ct_in_get')),
        text(' and its server '),
        serverOf(context, facts.template),
        text(' may be used ('),
        here(context, 'checked', callOf('ip_vs_check_template')),
        text('), so its server is taken as it is, whatever the load.'),
      ],
    },
  ];
}

/** All that can be asked of an event beyond why it happened. */
export function whyAnswers(context: WhyContext): WhyAnswer[] {
  const { what, recorder } = context.visit;
  const { facts } = recorder;
  if (what.kind === 'command') return commandAnswers(context);
  if (what.kind === 'timer') return what.fired.cp ? timerAnswers(context, what.fired.cp) : [];
  if (what.kind !== 'packet' || what.told || what.verdict === null) return [];
  return [
    ...candidateAnswers(context, facts),
    ...notScheduled(context, facts),
    ...entryDecided(context, facts),
    ...noTemplate(facts),
    ...newTemplate(context, facts),
    ...(facts.entry ? notRescheduled(context, facts, facts.entry) : []),
    ...noService(context, facts),
    ...(took(context, 'ip_vs_todrop') ? [] : noEntry(context, facts)),
    ...clientsOther(context, facts),
  ];
}

/** Where the same client's other connections are: the question of session loss. */
function clientsOther(context: WhyContext, facts: Facts): WhyAnswer[] {
  const { entry } = facts;
  if (!entry?.dest || facts.entryIs !== 'made') return [];
  const before = context.trace.index.lives.previousOf(entry.caddr, context.event);
  const key = before && context.trace.index.lives.endsOf(before.uid)?.server;
  const server = key ? context.servers.byKey(key) : null;
  if (!before || !server || key === formatEndpoint(entry.dest.addr, entry.dest.port)) return [];
  const persistent = facts.service && facts.service.flags & IP_VS_SVC_F_PERSISTENT;
  return [
    {
      question: `Why not ${server.addr}, where the client was before?`,
      answer: [
        text('That was '),
        link(before.label, context.trace.index.birthOf(before)),
        text(
          persistent
            ? '. No valid template pointed there any more.'
            : '. Without persistence nothing remembers it; ipvsadm -p makes a template that does.',
        ),
      ],
    },
  ];
}
