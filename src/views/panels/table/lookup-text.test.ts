import { expect, it } from 'vitest';
import { parseLookup } from './lookup-text.ts';

const tuple = (text: string) => {
  const found = parseLookup(text, 4096);
  return found.kind === 'tuple' ? found.tuple : found;
};

it('reads buckets', () => {
  expect(parseLookup('0x3a7', 4096)).toEqual({ kind: 'bucket', bucket: 0x3a7 });
  expect(parseLookup(' bucket 12 ', 4096)).toEqual({ kind: 'bucket', bucket: 12 });
  expect(parseLookup('0x1000', 4096)).toMatchObject({ kind: 'problem' });
});

it('reads tuples', () => {
  expect(tuple('172.16.0.1:41000')).toEqual({
    protocol: 'TCP',
    caddr: '172.16.0.1',
    cport: 41000,
    vaddr: '',
    vport: 0,
  });
  expect(tuple('udp 172.16.0.1:53 > 10.0.0.100:53')).toMatchObject({
    protocol: 'UDP',
    vaddr: '10.0.0.100',
    vport: 53,
  });
  expect(tuple('tcp 172.16.2.37:5 > 10.0.0.100:80 template')).toMatchObject({ cport: 0, vport: 80 });
  expect(tuple('[fd00::1]:80')).toMatchObject({ caddr: 'fd00::1', cport: 80 });
});

it('reads templates of firewall marks and the keys of SIP', () => {
  expect(tuple('172.16.0.0 fwmark')).toMatchObject({ protocol: 'IP', caddr: '172.16.0.0', cport: 0 });
  expect(tuple('udp [fd00::1]:53')).toMatchObject({ protocol: 'UDP', caddr: 'fd00::1', cport: 53 });
  expect(tuple('sctp 172.16.0.1 template')).toMatchObject({ protocol: 'SCTP', cport: 0 });
  expect(tuple('call-id "a1@host"')).toMatchObject({ protocol: 'UDP', key: 'a1@host' });
});

it('says what is wrong', () => {
  for (const text of ['', 'nonsense', '172.16.0.300:1', '1.2.3.4:1 5.6.7.8:2 9.9.9.9:3', '1.2.3.4:99999'])
    expect(parseLookup(text, 4096), text).toMatchObject({
      kind: 'problem',
      message: expect.stringContaining('Write'),
    });
});
