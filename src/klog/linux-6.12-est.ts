import { info } from './define.ts';

/** Messages of ip_vs_est.c, linux-6.12. */
export const est = {
  starting: info('est_starting', 'ip_vs_est_kthread_start', 'starting estimator thread %d...'),
  stopping: info('est_stopping', 'ip_vs_est_kthread_stop', 'stopping estimator thread %d...'),
} as const;
