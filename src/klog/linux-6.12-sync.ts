import { define, err, info } from './define.ts';

/** Messages of ip_vs_sync.c, linux-6.12. Process ids cannot be known: they are given as text. */
export const sync = {
  start: define('sync_start', 'start_sync_thread', 7, 'start_sync_thread(): pid %s'),
  entry_size: define('sync_entry_size', 'start_sync_thread', 7, 'Each ip_vs_sync_conn entry needs %d bytes'),
  binding: define('sync_binding', 'make_send_sock', 7, 'binding socket with (%s) %pI4'),
  started: info(
    'sync_started',
    'sync_thread_master',
    'sync thread started: state = %s, mcast_ifn = %s, syncid = %d, id = %d',
  ),
  stop: define('sync_stop', 'stop_sync_thread', 7, 'stop_sync_thread(): pid %s'),
  stopping: info('sync_stopping', 'stop_sync_thread', 'stopping %s sync thread %s ...'),
  too_short: define('sync_too_short', 'ip_vs_process_message', 2, 'BACKUP, message header too short'),
  bogus_size: define('sync_bogus_size', 'ip_vs_process_message', 2, 'BACKUP, bogus message size'),
  other_syncid: define('sync_other_syncid', 'ip_vs_process_message', 7, 'BACKUP, Ignoring syncid = %d'),
  too_small: err('sync_too_small', 'ip_vs_process_message', 'BACKUP, Dropping buffer, too small'),
  beyond: err('sync_beyond', 'ip_vs_process_message', 'BACKUP, Dropping buffer, msg > buffer'),
  version: err('sync_version', 'ip_vs_process_message', 'BACKUP, Dropping buffer, Unknown version %d'),
  decoding: err('sync_decoding', 'ip_vs_process_message', 'BACKUP, Dropping buffer, Err: %d in decoding'),
  unknown_param: define(
    'sync_unknown_param',
    'ip_vs_proc_sync_conn',
    3,
    'BACKUP, Unknown mandatory param %d found',
  ),
  invalid_flags: define('sync_invalid_flags', 'ip_vs_proc_sync_conn', 3, 'BACKUP, Invalid flags 0x%X'),
  unsupported: define('sync_unsupported', 'ip_vs_proc_sync_conn', 3, 'BACKUP, Unsupported protocol %u'),
  invalid_state: define('sync_invalid_state', 'ip_vs_proc_sync_conn', 3, 'BACKUP, Invalid %s state %u'),
  invalid_tpl: define('sync_invalid_tpl', 'ip_vs_proc_sync_conn', 7, 'BACKUP, Invalid tpl state %u'),
  dropped: define('sync_dropped', 'ip_vs_proc_sync_conn', 2, 'BACKUP, Single msg dropped err:%d'),
} as const;
