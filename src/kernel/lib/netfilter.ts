/** Netfilter verdicts and hooks (include/uapi/linux/netfilter.h). */
export const NF_DROP = 0;
export const NF_ACCEPT = 1;
export const NF_STOLEN = 2;
export type Verdict = typeof NF_DROP | typeof NF_ACCEPT | typeof NF_STOLEN;
export const VERDICT_NAMES = ['NF_DROP', 'NF_ACCEPT', 'NF_STOLEN'] as const;

export const NF_INET_LOCAL_IN = 1;
export const NF_INET_FORWARD = 2;
export const NF_INET_LOCAL_OUT = 3;
export type Hook = typeof NF_INET_LOCAL_IN | typeof NF_INET_FORWARD | typeof NF_INET_LOCAL_OUT;
export const HOOK_NAMES = ['PRE_ROUTING', 'LOCAL_IN', 'FORWARD', 'LOCAL_OUT', 'POST_ROUTING'] as const;
export type HookName = 'LOCAL_IN' | 'FORWARD' | 'LOCAL_OUT';
