import { parseCase } from '../session/parse-case.ts';
import fwmark from './fwmark.ts';
import natStates from './nat-states.ts';
import netmask from './netmask.ts';
import portReuse from './port-reuse.ts';
import quiescedServer from './quiesced-server.ts';
import removedServer from './removed-server.ts';
import persistent from './session-loss-persistent-360.ts';
import hashing from './session-loss-source-hashing.ts';
import wlc from './session-loss-wlc.ts';
import templateHeld from './template-held-by-connection.ts';
import udp from './udp.ts';

/** A built-in case: its text in the format of session/FORMAT.md. */
export interface Scenario {
  readonly name: string;
  readonly title: string;
  readonly about: string;
  readonly text: string;
}

function scenario(name: string, text: string): Scenario {
  const { title, about } = parseCase(text).document;
  return { name, title, about, text };
}

/** In the order in which they are offered; the first is open when the app starts. */
export const SCENARIOS: readonly Scenario[] = [
  scenario('session-loss-wlc', wlc),
  scenario('session-loss-persistent-360', persistent),
  scenario('session-loss-source-hashing', hashing),
  scenario('template-held-by-connection', templateHeld),
  scenario('quiesced-server', quiescedServer),
  scenario('removed-server', removedServer),
  scenario('port-reuse', portReuse),
  scenario('nat-states', natStates),
  scenario('netmask', netmask),
  scenario('fwmark', fwmark),
  scenario('udp', udp),
];
