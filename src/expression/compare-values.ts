import { addrEqual, type InetAddr } from '../base/inet.ts';
import type { Endpoint, Value } from './catalogue.ts';
import { compareAddr, inPrefix } from './literal.ts';
import type { Comparator } from './parser.ts';
import type { Constant, Item } from './typed.ts';

export function isEndpoint(value: Value): value is Endpoint {
  return typeof value === 'object' && 'addr' in value;
}

/** The address of a value; null = it is none. */
function addressIn(value: Value): InetAddr | null {
  if (typeof value === 'string' || typeof value === 'boolean') return null;
  return isEndpoint(value) ? value.addr : value;
}

function inOrder(order: number, op: Comparator): boolean {
  switch (op) {
    case '==':
      return order === 0;
    case '!=':
      return order !== 0;
    case '<':
      return order < 0;
    case '<=':
      return order <= 0;
    case '>':
      return order > 0;
    case '>=':
      return order >= 0;
  }
}

/** A test of one value against a constant; `!=` is not asked here, see compile.ts. */
export function matcher(constant: Constant, op: Comparator): (value: Value) => boolean {
  switch (constant.kind) {
    case 'number': {
      const right = constant.value;
      if (op === '==') return (value) => value === right;
      return (value) => typeof value === 'number' && inOrder(value - right, op);
    }
    case 'boolean':
      return (value) => value === constant.value;
    case 'text':
      return (value) => typeof value === 'string' && value.toLowerCase() === constant.value;
    case 'address':
      return (value) => {
        const address = addressIn(value);
        return address !== null && inOrder(compareAddr(address, constant.value), op);
      };
    case 'prefix':
      return (value) => {
        const address = addressIn(value);
        return address !== null && inPrefix(address, constant.value);
      };
    case 'endpoint':
      return (value) =>
        typeof value !== 'string' &&
        isEndpoint(value) &&
        value.port === constant.value.port &&
        addrEqual(value.addr, constant.value.addr);
  }
}

/** What a member of a list lets pass: values equal to it, or those of a range with both its ends. */
export function itemMatcher(item: Item): (value: Value) => boolean {
  if (item.kind !== 'range') return matcher(item, '==');
  const from = matcher(item.from, '>=');
  const to = matcher(item.to, '<=');
  return (value) => from(value) && to(value);
}

/** One value against another of a comparable type: endpoints and addresses by their address. */
export function compareValues(a: Value, b: Value, op: Comparator): boolean {
  if (typeof a === 'string' || typeof b === 'string')
    return (
      typeof a === 'string' &&
      typeof b === 'string' &&
      (a.toLowerCase() === b.toLowerCase()) === (op === '==')
    );
  if (typeof a === 'boolean' || typeof b === 'boolean') return (a === b) === (op === '==');
  if (isEndpoint(a) && isEndpoint(b))
    return (a.port === b.port && addrEqual(a.addr, b.addr)) === (op === '==');
  const left = addressIn(a);
  const right = addressIn(b);
  return left !== null && right !== null && inOrder(compareAddr(left, right), op);
}
