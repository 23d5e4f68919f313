import { addrEqual } from '../../base/inet.ts';
import type { Command, ServiceKey } from '../../control/command.ts';
import { formatServiceKey } from '../../control/format.ts';

/** Changes to the rules of a case, as if they had been made so: schedulers depend on how their servers were added. */

type OfService = Extract<Command, { service: ServiceKey; op: string }>;

const isSame = (a: ServiceKey, b: ServiceKey): boolean => formatServiceKey(a) === formatServiceKey(b);

function isOf(command: Command, service: ServiceKey): command is OfService {
  return 'service' in command && command.service !== null && isSame(command.service, service);
}

type OfServer = Extract<Command, { server: unknown }>;

function isOfServer(command: Command, { service, server }: OfServer): boolean {
  return (
    isOf(command, service) &&
    'server' in command &&
    command.server.port === server.port &&
    addrEqual(command.server.addr, server.addr)
  );
}

/** Puts new options into the command that added the same thing; null = nothing of the rules did. */
function merged(setup: readonly Command[], command: Command): Command[] | null {
  const at = setup.findLastIndex((known) => {
    if (command.op === 'edit-service')
      return (known.op === 'add-service' || known.op === 'edit-service') && isOf(known, command.service);
    return (
      command.op === 'edit-server' &&
      (known.op === 'add-server' || known.op === 'edit-server') &&
      isOfServer(known, command)
    );
  });
  if (at < 0) return null;
  const changed = [...setup];
  const known = setup[at];
  if ('options' in known && 'options' in command) changed[at] = { ...command, op: known.op } as Command;
  return changed;
}

/** Rules of which one was changed. */
export function withRule(setup: readonly Command[], command: Command): readonly Command[] {
  switch (command.op) {
    case 'edit-service':
    case 'edit-server':
      return merged(setup, command) ?? [...setup, command];
    case 'delete-service':
      return setup.some((known) => isOf(known, command.service))
        ? setup.filter((known) => !isOf(known, command.service))
        : [...setup, command];
    case 'delete-server':
      return setup.some((known) => isOfServer(known, command))
        ? setup.filter((known) => !isOfServer(known, command))
        : [...setup, command];
    case 'flush':
      return setup.filter((known) => !('service' in known));
    case 'sysctl':
      return [command, ...setup.filter((known) => known.op !== 'sysctl' || known.name !== command.name)];
    case 'set-timeout':
      return [...setup.filter((known) => known.op !== 'set-timeout'), command];
    default:
      return [...setup, command];
  }
}

/** Both change the same thing: the later one counts. */
export function overrides(later: Command, earlier: Command): boolean {
  if (later.op === 'sysctl') return earlier.op === 'sysctl' && earlier.name === later.name;
  if (later.op === 'set-timeout') return earlier.op === 'set-timeout';
  if (later.op === 'edit-service') return earlier.op === 'edit-service' && isOf(later, earlier.service);
  if (later.op === 'edit-server' || later.op === 'delete-server')
    return earlier.op === 'edit-server' && isOfServer(later, earlier);
  return later.op === 'flush' && 'service' in earlier;
}
