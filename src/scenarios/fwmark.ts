/** Made from a recorded run by tools/make-scenario.ts. */
export default `# ipvscope case v1
title Two ports as one service
about A firewall mark groups ports 80 and 443. The template carries the mark in place of an address, so a client stays with its real server on both ports.
kernel linux-6.12 hz=100 conn_tab_bits=12 conn_rnd=0x9b7aa358 netns_xor=0x5e0 uptime=4.000050 epoch=1761998404.000050 debug_level=12
vip 10.0.0.100
mark daddr 10.0.0.100 tcp dport 80,443 set 1
ipvsadm -A -f 1 -s wlc -p 300
ipvsadm -a -f 1 -r 192.168.1.10:0 -g -w 1
ipvsadm -a -f 1 -r 192.168.1.11:0 -g -w 2
@0.000 tcp 172.16.0.1:40000 > 10.0.0.100:80 S id 1 df seq 1 win 65535
@0.040 tcp 172.16.0.1:40000 > 10.0.0.100:80 A id 2 df seq 1 win 65535
@0.060 tcp 172.16.0.1:40000 > 10.0.0.100:80 PA id 3 df seq 1 win 65535 data 120
@0.100 tcp 172.16.0.1:40000 > 10.0.0.100:80 A id 4 df seq 1 win 65535
@0.120 tcp 172.16.0.1:40000 > 10.0.0.100:80 PA id 5 df seq 1 win 65535 data 120
@0.160 tcp 172.16.0.1:40000 > 10.0.0.100:80 A id 6 df seq 1 win 65535
@1.000 tcp 172.16.0.2:40001 > 10.0.0.100:443 S id 7 df seq 1 win 65535
@1.040 tcp 172.16.0.2:40001 > 10.0.0.100:443 A id 8 df seq 1 win 65535
@1.060 tcp 172.16.0.2:40001 > 10.0.0.100:443 PA id 9 df seq 1 win 65535 data 120
@1.100 tcp 172.16.0.2:40001 > 10.0.0.100:443 A id 10 df seq 1 win 65535
@1.120 tcp 172.16.0.2:40001 > 10.0.0.100:443 PA id 11 df seq 1 win 65535 data 120
@1.160 tcp 172.16.0.2:40001 > 10.0.0.100:443 A id 12 df seq 1 win 65535
@2.000 tcp 172.16.0.3:40002 > 10.0.0.100:80 S id 13 df seq 1 win 65535
@2.040 tcp 172.16.0.3:40002 > 10.0.0.100:80 A id 14 df seq 1 win 65535
@2.059999 tcp 172.16.0.3:40002 > 10.0.0.100:80 PA id 15 df seq 1 win 65535 data 120
@2.100 tcp 172.16.0.3:40002 > 10.0.0.100:80 A id 16 df seq 1 win 65535
@2.119999 tcp 172.16.0.3:40002 > 10.0.0.100:80 PA id 17 df seq 1 win 65535 data 120
@2.160 tcp 172.16.0.3:40002 > 10.0.0.100:80 A id 18 df seq 1 win 65535
@3.000 tcp 172.16.0.1:40003 > 10.0.0.100:443 S id 19 df seq 1 win 65535
@3.039999 tcp 172.16.0.1:40003 > 10.0.0.100:443 A id 20 df seq 1 win 65535
@3.060 tcp 172.16.0.1:40003 > 10.0.0.100:443 PA id 21 df seq 1 win 65535 data 120
@3.099999 tcp 172.16.0.1:40003 > 10.0.0.100:443 A id 22 df seq 1 win 65535
@3.119999 tcp 172.16.0.1:40003 > 10.0.0.100:443 PA id 23 df seq 1 win 65535 data 120
@3.160 tcp 172.16.0.1:40003 > 10.0.0.100:443 A id 24 df seq 1 win 65535
@3.999999 tcp 172.16.0.2:40004 > 10.0.0.100:80 S id 25 df seq 1 win 65535
@4.040 tcp 172.16.0.2:40004 > 10.0.0.100:80 A id 26 df seq 1 win 65535
@4.060 tcp 172.16.0.2:40004 > 10.0.0.100:80 PA id 27 df seq 1 win 65535 data 120
@4.100 tcp 172.16.0.2:40004 > 10.0.0.100:80 A id 28 df seq 1 win 65535
@4.120 tcp 172.16.0.2:40004 > 10.0.0.100:80 PA id 29 df seq 1 win 65535 data 120
@4.160 tcp 172.16.0.2:40004 > 10.0.0.100:80 A id 30 df seq 1 win 65535
@5.000 tcp 172.16.0.3:40005 > 10.0.0.100:443 S id 31 df seq 1 win 65535
@5.040 tcp 172.16.0.3:40005 > 10.0.0.100:443 A id 32 df seq 1 win 65535
@5.060 tcp 172.16.0.3:40005 > 10.0.0.100:443 PA id 33 df seq 1 win 65535 data 120
@5.100 tcp 172.16.0.3:40005 > 10.0.0.100:443 A id 34 df seq 1 win 65535
@5.120 tcp 172.16.0.3:40005 > 10.0.0.100:443 PA id 35 df seq 1 win 65535 data 120
@5.160 tcp 172.16.0.3:40005 > 10.0.0.100:443 A id 36 df seq 1 win 65535
@6.000 tcp 172.16.0.1:40006 > 10.0.0.100:80 S id 37 df seq 1 win 65535
@6.039999 tcp 172.16.0.1:40006 > 10.0.0.100:80 A id 38 df seq 1 win 65535
@6.060 tcp 172.16.0.1:40006 > 10.0.0.100:80 PA id 39 df seq 1 win 65535 data 120
@6.099999 tcp 172.16.0.1:40006 > 10.0.0.100:80 A id 40 df seq 1 win 65535
@6.120 tcp 172.16.0.1:40006 > 10.0.0.100:80 PA id 41 df seq 1 win 65535 data 120
@6.160 tcp 172.16.0.1:40006 > 10.0.0.100:80 A id 42 df seq 1 win 65535
@6.999999 tcp 172.16.0.2:40007 > 10.0.0.100:443 S id 43 df seq 1 win 65535
@7.040 tcp 172.16.0.2:40007 > 10.0.0.100:443 A id 44 df seq 1 win 65535
@7.060 tcp 172.16.0.2:40007 > 10.0.0.100:443 PA id 45 df seq 1 win 65535 data 120
@7.100 tcp 172.16.0.2:40007 > 10.0.0.100:443 A id 46 df seq 1 win 65535
@7.120 tcp 172.16.0.2:40007 > 10.0.0.100:443 PA id 47 df seq 1 win 65535 data 120
@7.160 tcp 172.16.0.2:40007 > 10.0.0.100:443 A id 48 df seq 1 win 65535
@8.000 tcp 172.16.0.3:40008 > 10.0.0.100:80 S id 49 df seq 1 win 65535
@8.040 tcp 172.16.0.3:40008 > 10.0.0.100:80 A id 50 df seq 1 win 65535
@8.060 tcp 172.16.0.3:40008 > 10.0.0.100:80 PA id 51 df seq 1 win 65535 data 120
@8.100 tcp 172.16.0.3:40008 > 10.0.0.100:80 A id 52 df seq 1 win 65535
@8.120 tcp 172.16.0.3:40008 > 10.0.0.100:80 PA id 53 df seq 1 win 65535 data 120
@8.160 tcp 172.16.0.3:40008 > 10.0.0.100:80 A id 54 df seq 1 win 65535
`;
