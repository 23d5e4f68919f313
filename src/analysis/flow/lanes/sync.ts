import { call, end, type Lane, passable } from '../lane.ts';

/** The master tells backups about entries; a backup makes them (ip_vs_sync.c). */
export function sync(): Lane[] {
  const file = 'ip_vs_sync.c';
  return [
    {
      title: 'ip_vs_sync_conn',
      file,
      fns: ['ip_vs_sync_conn'],
      rare: true,
      loops: true,
      items: [
        passable(call('ip_vs_sync_conn_needed', 'is it time to tell?')),
        passable(call('sync_thread_master', 'a full buffer is sent at once')),
        end(''),
      ],
    },
    {
      title: 'sync_thread_master',
      file,
      fns: ['sync_thread_master'],
      rare: true,
      loops: true,
      items: [passable(call('ip_vs_send_sync_msg', 'one message')), end('messages sent')],
    },
    {
      title: 'ip_vs_process_message',
      file,
      fns: ['ip_vs_process_message'],
      rare: true,
      loops: true,
      items: [passable(call('ip_vs_proc_sync_conn', 'one entry of the message')), end('')],
    },
    {
      title: 'ip_vs_proc_sync_conn',
      file,
      fns: ['ip_vs_proc_sync_conn'],
      rare: true,
      loops: true,
      items: [
        passable(call('ip_vs_conn_in_get', 'is the entry there?')),
        passable(call('ip_vs_ct_in_get', 'is the template there?')),
        passable(call('ip_vs_conn_new', 'a new one')),
        passable(call('ip_vs_unbind_dest', 'off the old server')),
        passable(call('ip_vs_bind_dest', 'to its server')),
        passable(call('ip_vs_conn_expire', 'an entry for one packet ends')),
        passable(call('ip_vs_conn_put', 'arms its timer')),
        end(''),
      ],
    },
  ];
}
