import { addrKey, type InetAddr } from '../base/inet.ts';
import type { Endpoint } from './program.ts';

/** Address and port as a number: 1, 2 .. in the order of first appearance; 0 stands for none. */
export class Endpoints {
  private readonly list: (Endpoint | null)[] = [null];
  private readonly ids = new Map<number | string, number>();

  id(addr: InetAddr, port: number): number {
    const key = typeof addr === 'number' ? addr * 0x10000 + port : `${addrKey(addr)} ${port}`;
    const known = this.ids.get(key);
    if (known !== undefined) return known;
    this.ids.set(key, this.list.length);
    return this.list.push({ addr, port }) - 1;
  }

  of(id: number): Endpoint | null {
    return this.list[id];
  }
}
