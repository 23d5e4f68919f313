import type { Command, ServiceKey } from '../control/command.ts';
import { isMulticast } from '../control/ipvsadm-daemon.ts';
import { est as EM } from '../klog/linux-6.12.ts';
import { dest_user, key_of, service_user } from './command_user.ts';
import { check_families, has_mixed_families } from './ipvs/ctl_checks.ts';
import { defense_mode_written } from './ipvs/defense.ts';
import { ip_vs_add_dest, ip_vs_del_dest, ip_vs_edit_dest } from './ipvs/dest.ts';
import { start_thread, stop_thread } from './ipvs/estimator.ts';
import type { ip_vs_service } from './ipvs/ip_vs.ts';
import {
  type Errno,
  find_service,
  ip_vs_add_service,
  ip_vs_del_service,
  ip_vs_edit_service,
  ip_vs_flush,
  ip_vs_set_timeout,
} from './ipvs/ip_vs_ctl.ts';
import { type netns_ipvs, printk } from './ipvs/netns_ipvs.ts';
import { services_walk } from './ipvs/services.ts';
import { zero_stats } from './ipvs/stats.ts';
import { start_sync_thread, stop_sync_thread } from './ipvs/sync_daemon.ts';
import { DEFENSE_MODES, sysctl_key, sysctl_read, sysctl_write } from './ipvs/sysctl.ts';

/** What came of a command: null = done, else why not, in the words of ipvsadm 1.31 and sysctl. */
export type CommandOutcome = string | null;

type Failure = NonNullable<Errno>;

/** ipvs_strerror of libipvs: what an error means depends on the command. */
const WORDS: Readonly<Partial<Record<Command['op'], Partial<Record<Failure, string>>>>> = {
  'add-service': {
    EEXIST: 'Service already exists',
    ENOENT: 'Scheduler or persistence engine not found',
  },
  'edit-service': { ESRCH: 'No such service', ENOENT: 'Scheduler or persistence engine not found' },
  'delete-service': { ESRCH: 'No such service' },
  zero: { ESRCH: 'No such service' },
  'add-server': { ESRCH: 'Service not defined', EEXIST: 'Destination already exists' },
  'edit-server': { ESRCH: 'Service not defined', ENOENT: 'No such destination' },
  'delete-server': { ESRCH: 'Service not defined', ENOENT: 'No such destination' },
  'start-daemon': { EEXIST: 'Daemon has already run' },
  'stop-daemon': { ESRCH: 'No daemon is running' },
};

/** What it means everywhere else: libipvs, then strerror(3). */
const GENERAL_WORDS: Readonly<Record<Failure, string>> = {
  EINVAL: 'Invalid operation.  Possibly wrong module version, address not unicast, ...',
  EEXIST: 'File exists',
  ENOENT: 'No such file or directory',
  ESRCH: 'No such process',
  ERANGE: 'Numerical result out of range',
};

function words(op: Command['op'], errno: Errno): CommandOutcome {
  return errno && (WORDS[op]?.[errno] ?? GENERAL_WORDS[errno]);
}

function on_service(ipvs: netns_ipvs, service: ServiceKey, act: (svc: ip_vs_service) => Errno): Errno {
  const svc = find_service(ipvs, key_of(service));
  return svc ? act(svc) : 'ESRCH';
}

/** ip_vs_est_reload_start: the estimation thread ends and, unless switched off, starts again. */
function est_reload(ipvs: netns_ipvs, was_running: boolean): void {
  const running = ipvs.sysctl.run_estimation !== 0;
  const { estimation, params, jiffies } = ipvs;
  if (ipvs.probe && was_running) printk(ipvs, EM.stopping, 0);
  if (running) start_thread(estimation, params.hz, jiffies);
  else stop_thread(estimation, jiffies);
  if (ipvs.probe && running) printk(ipvs, EM.starting, 0);
}

const RESTARTING: readonly string[] = ['run_estimation', 'est_nice'];

function write_sysctl(ipvs: netns_ipvs, name: string, value: string): CommandOutcome {
  const { sysctl } = ipvs;
  const key = sysctl_key(name);
  const before = sysctl_read(sysctl, key);
  const was_running = sysctl.run_estimation !== 0;
  const written = sysctl_write(sysctl, key, value, ipvs.params.hz);
  if (written.result === 'unknown') {
    return `sysctl: cannot stat /proc/sys/net/ipv4/vs/${key}: No such file or directory`;
  }
  if (written.result === 'invalid') return `sysctl: setting key "net.ipv4.vs.${key}": Invalid argument`;
  if (before !== null && sysctl_read(sysctl, key) === before) return null;
  if (DEFENSE_MODES.includes(key)) defense_mode_written(ipvs);
  if (RESTARTING.includes(key)) est_reload(ipvs, was_running);
  return written.result === 'no effect' ? `net.ipv4.vs.${key} = ${value} is kept, but ${written.why}` : null;
}

/** ip_vs_zero_service, ip_vs_zero_all */
function zero(ipvs: netns_ipvs, service: ServiceKey | null): Errno {
  const services = service ? [find_service(ipvs, key_of(service))] : [...services_walk(ipvs)];
  for (const svc of services) {
    if (!svc) return 'ESRCH';
    for (const dest of svc.destinations) zero_stats(ipvs, dest.stats);
    zero_stats(ipvs, svc.stats);
  }
  if (!service) zero_stats(ipvs, ipvs.tot_stats);
  return null;
}

type DaemonCommand = Extract<Command, { op: 'start-daemon' | 'stop-daemon' }>;

function daemon(ipvs: netns_ipvs, command: DaemonCommand): Errno {
  if (command.op === 'stop-daemon') return stop_sync_thread(ipvs, command.role) ? null : 'ESRCH';
  if (has_mixed_families(ipvs)) return 'EINVAL';
  const { role, mcastInterface, syncId, syncMaxlen, mcastGroup, mcastPort, mcastTtl } = command;
  if (mcastGroup !== undefined && !isMulticast(mcastGroup)) return 'EINVAL';
  const asked = {
    mcast_ifn: mcastInterface ?? '',
    syncid: syncId ?? 0,
    sync_maxlen: syncMaxlen ?? 0,
    mcast_group: mcastGroup ?? null,
    mcast_port: mcastPort ?? 0,
    mcast_ttl: mcastTtl ?? 0,
  };
  return start_sync_thread(ipvs, role, asked) ? null : 'EEXIST';
}

function carry_out(ipvs: netns_ipvs, command: Exclude<Command, { op: 'sysctl' }>): Errno {
  switch (command.op) {
    case 'add-service':
      return ip_vs_add_service(ipvs, service_user(command.service, command.options));
    case 'edit-service': {
      const user = service_user(command.service, command.options);
      return on_service(ipvs, command.service, (svc) => ip_vs_edit_service(ipvs, svc, user));
    }
    case 'delete-service':
      return on_service(ipvs, command.service, (svc) => {
        ip_vs_del_service(ipvs, svc);
        return null;
      });
    case 'flush':
      ip_vs_flush(ipvs);
      return null;
    case 'add-server':
    case 'edit-server': {
      const user = dest_user(command.service, command.server, command.options);
      const act = command.op === 'add-server' ? ip_vs_add_dest : ip_vs_edit_dest;
      return on_service(
        ipvs,
        command.service,
        (svc) => check_families(ipvs, svc, user) ?? act(ipvs, svc, user),
      );
    }
    case 'delete-server': {
      const { addr, port } = command.server;
      return on_service(ipvs, command.service, (svc) => ip_vs_del_dest(ipvs, svc, addr, port));
    }
    case 'zero':
      return zero(ipvs, command.service);
    case 'set-timeout':
      return ip_vs_set_timeout(ipvs, command.tcp, command.tcpFin, command.udp);
    case 'start-daemon':
    case 'stop-daemon':
      return daemon(ipvs, command);
  }
}

/** Carries out an administrative command, as ipvsadm or sysctl would. */
export function run_command(ipvs: netns_ipvs, command: Command): CommandOutcome {
  if (command.op === 'sysctl') return write_sysctl(ipvs, command.name, command.value);
  return words(command.op, carry_out(ipvs, command));
}

/**
 * `ipvsadm -R`: every rule on its own; one that fails does not stop the others. With `clear` the tables are
 * emptied first (`ipvsadm -C`).
 */
export function restore_rules(
  ipvs: netns_ipvs,
  rules: readonly Command[],
  clear = false,
): { readonly command: Command; readonly outcome: string }[] {
  if (clear) ip_vs_flush(ipvs);
  return rules.flatMap((command) => {
    const outcome = run_command(ipvs, command);
    return outcome === null ? [] : [{ command, outcome }];
  });
}
