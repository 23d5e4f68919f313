import { expect, test } from 'vitest';
import { Director } from '../../testing/director.ts';
import { LISTINGS } from './listings.ts';

const daemons = (director: Director): string => LISTINGS['ipvsadm -L --daemon'](director.ipvs);

test('daemons are listed with what the kernel filled in', () => {
  const director = new Director();
  expect(daemons(director)).toBe('');
  director.run('ipvsadm --start-daemon master --mcast-interface s0 --syncid 7');
  expect(daemons(director)).toBe(
    'master sync daemon (mcast=s0, syncid=7, maxlen=1472, group=224.0.0.81, port=8848, ttl=1)\n',
  );
  director.run(
    'ipvsadm --start-daemon backup --sync-maxlen 500 --mcast-group ff02::51 --mcast-port 9000 --mcast-ttl 9',
  );
  expect(daemons(director).split('\n')[1]).toBe(
    'backup sync daemon (mcast=eth0, syncid=0, maxlen=1024, group=ff02::51, port=9000, ttl=9)',
  );
  director.run('ipvsadm --stop-daemon master');
  expect(daemons(director)).toMatch(/^backup [^\n]*\n$/);
});
