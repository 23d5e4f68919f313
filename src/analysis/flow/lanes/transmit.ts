import { branch, call, called, end, type Item, type Lane, passable, took } from '../lane.ts';
import type { FlowKernel } from './kernel.ts';

const TTL = 'ttl <= 1';
const MTU = 'ensure_mtu_is_adequate(...)';
const PLAIN_MTU = '(skb->len > mtu) && DF';

/** The checks of a transmitter share one call that tells the sender. */
const told = (fn: string, condition: string, taken: boolean) => [
  { all: [[took(fn, condition, taken)], [called(fn, 'icmp_send')]] },
];

const tooBig = (fn: string, condition: string, taken: boolean): Item[] => [
  passable(call('icmp_send', 'fragmentation needed, to the sender', { tests: told(fn, condition, taken) })),
  end('NF_STOLEN, freed'),
];

const checks = (fn: string): Item[] => [
  passable(
    branch(
      'crosses_local_route_boundary(...)',
      { true: ['may not go there', [end('NF_STOLEN, freed')]] },
      'crosses_local_route_boundary',
    ),
  ),
  passable(
    branch(TTL, {
      true: [
        'expired',
        [
          call('icmp_send', 'time exceeded, to the sender', { tests: told(fn, TTL, true) }),
          end('NF_STOLEN, freed'),
        ],
      ],
      false: ['lives'],
    }),
  ),
  passable(
    branch(MTU, { true: ['fits'], false: ['too long', tooBig(fn, MTU, false)] }, 'ensure_mtu_is_adequate'),
  ),
];

const plainChecks = (fn: string): Item[] => [
  passable(branch(PLAIN_MTU, { true: ['too long', tooBig(fn, PLAIN_MTU, true)], false: ['fits'] })),
];

const METHODS = [
  { name: 'dr', sent: 'NF_STOLEN, to the MAC of the server' },
  { name: 'nat', sent: 'NF_STOLEN, with the server as target' },
  { name: 'tunnel', sent: 'NF_STOLEN, in an outer header' },
  { name: 'null', sent: 'NF_ACCEPT, to this host' },
  { name: 'bypass', sent: 'NF_STOLEN, to the original target' },
];

/** cp->packet_xmit: one function for each forwarding method (ip_vs_xmit.c). */
export function transmitters({ modern }: FlowKernel): Lane[] {
  return METHODS.map(({ name, sent }) => {
    const nat = name === 'nat';
    const fn = `ip_vs_${name}_xmit`;
    return {
      title: fn,
      file: 'ip_vs_xmit.c',
      fns: [fn],
      rare: true,
      items: [
        ...(nat ? [passable(call('ip_vs_conn_hash', 'the client port is known now'))] : []),
        ...(modern ? checks(fn) : name === 'null' ? [] : plainChecks(fn)),
        ...(nat && modern
          ? [
              passable(call('ip_vs_ftp_in', 'reads FTP commands')),
              passable(call('ip_vs_update_conntrack', 'how replies are translated')),
            ]
          : []),
        ...(modern ? [passable(call('nf_conntrack_confirm', 'POST_ROUTING, where tracked'))] : []),
        end(sent),
      ],
    };
  });
}

/** `packet_xmit` of an entry without method, and linux-2.6.32's way for ICMP errors. */
export function icmpXmit(): Lane {
  const methods = METHODS.map(({ name }) => `ip_vs_${name}_xmit`);
  return {
    title: 'ip_vs_icmp_xmit',
    file: 'ip_vs_xmit.c',
    fns: ['ip_vs_icmp_xmit'],
    rare: true,
    items: [
      passable(call(methods, 'not masqueraded: as any packet', { text: 'cp->packet_xmit' })),
      ...plainChecks('ip_vs_icmp_xmit'),
      end('NF_STOLEN'),
    ],
  };
}

/** ip_vs_ftp_in and ip_vs_ftp_out: the helper reads the control connection. */
export function ftpHelper(): Lane[] {
  const made = (): Item[] => [
    passable(call('ip_vs_conn_new', 'an entry for the data connection')),
    passable(call('ip_vs_control_add', 'the control connection keeps it')),
  ];
  return [
    {
      title: 'ip_vs_ftp_in',
      file: 'ip_vs_ftp.c',
      fns: ['ip_vs_ftp_in'],
      rare: true,
      items: [
        passable(call('ip_vs_conn_in_get', 'PORT, EPRT: is there an entry?')),
        ...made(),
        passable(call('ip_vs_conn_put', 'it listens')),
        end(''),
      ],
    },
    {
      title: 'ip_vs_ftp_out',
      file: 'ip_vs_ftp.c',
      fns: ['ip_vs_ftp_out'],
      rare: true,
      items: [
        call('ip_vs_conn_out_get', 'the answer to PASV: is there an entry?'),
        ...made(),
        branch('ct', { true: ['the answer is rewritten'], false: ['the answer is dropped'] }),
        call('ip_vs_conn_put', 'it listens'),
        end(''),
      ],
    },
  ];
}
