/** Made from a recorded run by tools/make-scenario.ts. */
export default `# ipvscope case v1
title A client reuses its source port
about A SYN comes from a port whose old entry is still in TIME_WAIT, CLOSE or ESTABLISHED. With conn_reuse_mode = 1 the first two give way and the connection is scheduled anew.
kernel linux-6.12 hz=100 conn_tab_bits=12 conn_rnd=0x6b3e1a5e netns_xor=0x360 uptime=4.000050 epoch=1761998404.000050 debug_level=12
vip 10.0.0.100
sysctl net.ipv4.vs.conn_reuse_mode = 1
ipvsadm -A -t 10.0.0.100:80 -s rr
ipvsadm -a -t 10.0.0.100:80 -r 192.168.1.10:80 -m -w 1
ipvsadm -a -t 10.0.0.100:80 -r 192.168.1.11:80 -m -w 1
ipvsadm -a -t 10.0.0.100:80 -r 192.168.1.12:80 -m -w 1
@0.000 tcp 172.16.0.1:40001 > 10.0.0.100:80 S id 1 df seq 1 win 65535 seen 192.168.1.12:80
@0.019999 tcp 192.168.1.12:80 > 172.16.0.1:40001 SA id 2 df seq 1 win 65535
@0.040 tcp 172.16.0.1:40001 > 10.0.0.100:80 A id 3 df seq 1 win 65535 seen 192.168.1.12:80
@0.060 tcp 172.16.0.1:40001 > 10.0.0.100:80 PA id 4 df seq 1 win 65535 data 120 seen 192.168.1.12:80
@0.080 tcp 192.168.1.12:80 > 172.16.0.1:40001 PA id 5 df seq 1 win 65535 data 800
@0.100 tcp 172.16.0.1:40001 > 10.0.0.100:80 A id 6 df seq 1 win 65535 seen 192.168.1.12:80
@0.120 tcp 172.16.0.1:40001 > 10.0.0.100:80 PA id 7 df seq 1 win 65535 data 120 seen 192.168.1.12:80
@0.140 tcp 192.168.1.12:80 > 172.16.0.1:40001 PA id 8 df seq 1 win 65535 data 800
@0.160 tcp 172.16.0.1:40001 > 10.0.0.100:80 A id 9 df seq 1 win 65535 seen 192.168.1.12:80
@0.180 tcp 172.16.0.1:40001 > 10.0.0.100:80 FA id 10 df seq 1 win 65535 seen 192.168.1.12:80
@0.200 tcp 192.168.1.12:80 > 172.16.0.1:40001 FA id 11 df seq 1 win 65535
@0.220 tcp 172.16.0.1:40001 > 10.0.0.100:80 A id 12 df seq 1 win 65535 seen 192.168.1.12:80
@2.000 tcp 172.16.0.1:40001 > 10.0.0.100:80 S id 13 df seq 1 win 65535 seen 192.168.1.11:80
@2.039999 tcp 172.16.0.1:40001 > 10.0.0.100:80 A id 14 df seq 1 win 65535 seen 192.168.1.11:80
@2.060 tcp 172.16.0.1:40001 > 10.0.0.100:80 PA id 15 df seq 1 win 65535 data 120 seen 192.168.1.11:80
@2.100 tcp 172.16.0.1:40001 > 10.0.0.100:80 A id 16 df seq 1 win 65535 seen 192.168.1.11:80
@2.120 tcp 172.16.0.1:40001 > 10.0.0.100:80 PA id 17 df seq 1 win 65535 data 120 seen 192.168.1.11:80
@2.160 tcp 172.16.0.1:40001 > 10.0.0.100:80 A id 18 df seq 1 win 65535 seen 192.168.1.11:80
@2.180 tcp 172.16.0.1:40001 > 10.0.0.100:80 FA id 19 df seq 1 win 65535 seen 192.168.1.11:80
@2.220 tcp 172.16.0.1:40001 > 10.0.0.100:80 A id 20 df seq 1 win 65535 seen 192.168.1.11:80
@9.000 tcp 172.16.0.2:40001 > 10.0.0.100:80 S id 21 df seq 1 win 65535 seen 192.168.1.10:80
@9.040 tcp 172.16.0.2:40001 > 10.0.0.100:80 A id 22 df seq 1 win 65535 seen 192.168.1.10:80
@9.060 tcp 172.16.0.2:40001 > 10.0.0.100:80 PA id 23 df seq 1 win 65535 data 120 seen 192.168.1.10:80
@9.100 tcp 172.16.0.2:40001 > 10.0.0.100:80 A id 24 df seq 1 win 65535 seen 192.168.1.10:80
@9.120 tcp 172.16.0.2:40001 > 10.0.0.100:80 PA id 25 df seq 1 win 65535 data 120 seen 192.168.1.10:80
@9.160 tcp 172.16.0.2:40001 > 10.0.0.100:80 A id 26 df seq 1 win 65535 seen 192.168.1.10:80
@9.180 tcp 172.16.0.2:40001 > 10.0.0.100:80 RA id 27 df seq 1 win 65535 seen 192.168.1.10:80
@10.000 tcp 172.16.0.2:40001 > 10.0.0.100:80 S id 28 df seq 1 win 65535 seen 192.168.1.12:80
@10.040 tcp 172.16.0.2:40001 > 10.0.0.100:80 A id 29 df seq 1 win 65535 seen 192.168.1.12:80
@10.060 tcp 172.16.0.2:40001 > 10.0.0.100:80 PA id 30 df seq 1 win 65535 data 120 seen 192.168.1.12:80
@10.100 tcp 172.16.0.2:40001 > 10.0.0.100:80 A id 31 df seq 1 win 65535 seen 192.168.1.12:80
@10.120 tcp 172.16.0.2:40001 > 10.0.0.100:80 PA id 32 df seq 1 win 65535 data 120 seen 192.168.1.12:80
@10.160 tcp 172.16.0.2:40001 > 10.0.0.100:80 A id 33 df seq 1 win 65535 seen 192.168.1.12:80
@12.000 tcp 172.16.0.2:40001 > 10.0.0.100:80 S id 34 df seq 1 win 65535 seen 192.168.1.12:80
@12.040 tcp 172.16.0.2:40001 > 10.0.0.100:80 A id 35 df seq 1 win 65535 seen 192.168.1.12:80
@12.060 tcp 172.16.0.2:40001 > 10.0.0.100:80 PA id 36 df seq 1 win 65535 data 120 seen 192.168.1.12:80
@12.100 tcp 172.16.0.2:40001 > 10.0.0.100:80 A id 37 df seq 1 win 65535 seen 192.168.1.12:80
@12.120 tcp 172.16.0.2:40001 > 10.0.0.100:80 PA id 38 df seq 1 win 65535 data 120 seen 192.168.1.12:80
@12.160 tcp 172.16.0.2:40001 > 10.0.0.100:80 A id 39 df seq 1 win 65535 seen 192.168.1.12:80
`;
