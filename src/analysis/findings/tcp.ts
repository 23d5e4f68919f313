/** Bits of TCP flags (RFC 9293) and states of entries (include/net/ip_vs.h), as detectors speak of them. */
export const TH_FIN = 1;
export const TH_SYN = 2;
export const TH_RST = 4;
export const TH_ACK = 16;
export const TCP_ESTABLISHED = 1;
export const TCP_SYN_RECV = 3;
