/** Made from a recorded run by tools/make-scenario.ts. */
export default `# ipvscope case v1
title A quiesced server loses its clients
about The weight of a real server becomes 0 while a template points to it. With expire_quiescent_template = 1 the next connection of the client finds the template, gives it up, and is scheduled anew.
kernel linux-6.12 hz=100 conn_tab_bits=12 conn_rnd=0x87bdb46c netns_xor=0x5e0 uptime=4.000050 epoch=1761998404.000050 debug_level=12
vip 10.0.0.100
sysctl net.ipv4.vs.expire_quiescent_template = 1
ipvsadm -A -t 10.0.0.100:80 -s rr -p 300
ipvsadm -a -t 10.0.0.100:80 -r 192.168.1.10:80 -g -w 1
ipvsadm -a -t 10.0.0.100:80 -r 192.168.1.11:80 -g -w 1
@0.000 tcp 172.16.0.1:40001 > 10.0.0.100:80 S id 1 df seq 1 win 65535
@0.040 tcp 172.16.0.1:40001 > 10.0.0.100:80 A id 2 df seq 1 win 65535
@0.060 tcp 172.16.0.1:40001 > 10.0.0.100:80 PA id 3 df seq 1 win 65535 data 120
@0.100 tcp 172.16.0.1:40001 > 10.0.0.100:80 A id 4 df seq 1 win 65535
@0.120 tcp 172.16.0.1:40001 > 10.0.0.100:80 PA id 5 df seq 1 win 65535 data 120
@0.160 tcp 172.16.0.1:40001 > 10.0.0.100:80 A id 6 df seq 1 win 65535
@0.180 tcp 172.16.0.1:40001 > 10.0.0.100:80 RA id 7 df seq 1 win 65535
@1.999950 ipvsadm -e -t 10.0.0.100:80 -r 192.168.1.11:80 -g -w 0
@2.499950 ipvsadm -e -t 10.0.0.100:80 -r 192.168.1.10:80 -g -w 1
@4.000 tcp 172.16.0.1:40002 > 10.0.0.100:80 S id 8 df seq 1 win 65535
@4.040 tcp 172.16.0.1:40002 > 10.0.0.100:80 A id 9 df seq 1 win 65535
@4.059999 tcp 172.16.0.1:40002 > 10.0.0.100:80 PA id 10 df seq 1 win 65535 data 120
@4.100 tcp 172.16.0.1:40002 > 10.0.0.100:80 A id 11 df seq 1 win 65535
@4.119999 tcp 172.16.0.1:40002 > 10.0.0.100:80 PA id 12 df seq 1 win 65535 data 120
@4.160 tcp 172.16.0.1:40002 > 10.0.0.100:80 A id 13 df seq 1 win 65535
@4.180 tcp 172.16.0.1:40002 > 10.0.0.100:80 RA id 14 df seq 1 win 65535
@5.999950 ipvsadm -e -t 10.0.0.100:80 -r 192.168.1.10:80 -g -w 0
@5.999950 ipvsadm -e -t 10.0.0.100:80 -r 192.168.1.11:80 -g -w 1
@7.000 tcp 172.16.0.1:40003 > 10.0.0.100:80 S id 15 df seq 1 win 65535
@7.039999 tcp 172.16.0.1:40003 > 10.0.0.100:80 A id 16 df seq 1 win 65535
@7.060 tcp 172.16.0.1:40003 > 10.0.0.100:80 PA id 17 df seq 1 win 65535 data 120
@7.099999 tcp 172.16.0.1:40003 > 10.0.0.100:80 A id 18 df seq 1 win 65535
@7.120 tcp 172.16.0.1:40003 > 10.0.0.100:80 PA id 19 df seq 1 win 65535 data 120
@7.160 tcp 172.16.0.1:40003 > 10.0.0.100:80 A id 20 df seq 1 win 65535
@7.180 tcp 172.16.0.1:40003 > 10.0.0.100:80 RA id 21 df seq 1 win 65535
`;
