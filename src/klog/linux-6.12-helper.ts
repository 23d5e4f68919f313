import { define, info } from './define.ts';

/** Messages of helpers and side modules, linux-6.12: ip_vs_app.c, ip_vs_ftp.c, ip_vs_pe*.c, ip_vs_nfct.c. */
export const helper = {
  app_bind: define(
    'app_bind',
    'tcp_app_conn_bind',
    9,
    'tcp_app_conn_bind(): Binding conn %A:%u->%A:%u to app %s on port %u',
  ),
  got_pasv: define('got_pasv', 'ip_vs_ftp_in', 7, 'got PASV at %d of %d'),
  got_epsv: define('got_epsv', 'ip_vs_ftp_in', 7, 'got EPSV at %d of %d'),
  port_detected: define('port_detected', 'ip_vs_ftp_in', 7, 'PORT %A:%u detected'),
  eprt_detected: define('eprt_detected', 'ip_vs_ftp_in', 7, 'EPRT %A:%u detected'),
  ftp_protocol: define('ftp_protocol', 'ip_vs_ftp_in', 7, 'protocol %s %A:%u %A:%u'),
  pasv_response: define('pasv_response', 'ip_vs_ftp_out', 7, 'PASV response (%A:%u) -> %A:%u detected'),
  epsv_response: define('epsv_response', 'ip_vs_ftp_out', 7, 'EPSV response (%A:%u) -> %A:%u detected'),
  pe_getbyname: define('pe_getbyname', '__ip_vs_pe_getbyname', 10, '__ip_vs_pe_getbyname(): pe_name "%s"'),
  pe_not_found: info('pe_not_found', 'ip_vs_pe_getbyname', 'persistence engine module ip_vs_pe_%s not found'),
  sip_callid: define('sip_callid', 'get_callid', 9, 'SIP callid %s (%d bytes)'),
  sip_match: define('sip_match', 'ip_vs_sip_ct_match', 9, 'SIP template match %s %s->%A:%d %s'),
  drop_conntrack: define(
    'drop_conntrack',
    'ip_vs_conn_drop_conntrack',
    7,
    'ip_vs_conn_drop_conntrack: dropping conntrack for conn %A:%u->%A:%u->%A:%u/%u:%u',
  ),
  conntrack_deleted: define(
    'conntrack_deleted',
    'ip_vs_conn_drop_conntrack',
    7,
    'ip_vs_conn_drop_conntrack: ct=%016x deleted for tuple=%A:%u->%A:%u/%u',
  ),
  no_conntrack: define(
    'no_conntrack',
    'ip_vs_conn_drop_conntrack',
    7,
    'ip_vs_conn_drop_conntrack: no conntrack for tuple=%A:%u->%A:%u/%u',
  ),
  old_reply: define(
    'old_reply',
    'ip_vs_update_conntrack',
    7,
    'ip_vs_update_conntrack: Updating conntrack ct=%016x, status=0x%X, ctinfo=%d, old reply=%A:%u->%A:%u/%u',
  ),
  new_reply: define(
    'new_reply',
    'ip_vs_update_conntrack',
    7,
    'ip_vs_update_conntrack: Updating conntrack ct=%016x, status=0x%X, ctinfo=%d, new reply=%A:%u->%A:%u/%u',
  ),
  updated_conntrack: define(
    'updated_conntrack',
    'ip_vs_update_conntrack',
    7,
    'ip_vs_update_conntrack: Updated conntrack ct=%016x for cp=%A:%u->%A:%u->%A:%u/%u:%u',
  ),
  expect_tuple: define(
    'expect_tuple',
    'ip_vs_nfct_expect_related',
    7,
    'ip_vs_nfct_expect_related: ct=%016x, expect tuple=%A:%u->%A:%u/%u',
  ),
} as const;
