/** Made from a recorded run by tools/make-scenario.ts. */
export default `# ipvscope case v1
title A connection holds its template
about The template lasts 20 s, but the connection that it controls lasts longer. When the template's timer fires while n_control is not 0, it is armed again for 60 s, until the connection is gone.
kernel linux-6.12 hz=100 conn_tab_bits=12 conn_rnd=0x7e9c0356 netns_xor=0x5e0 uptime=4.000050 epoch=1761998404.000050 debug_level=12
vip 10.0.0.100
ipvsadm -A -t 10.0.0.100:80 -s rr -p 20
ipvsadm -a -t 10.0.0.100:80 -r 192.168.1.10:80 -m -w 1
ipvsadm -a -t 10.0.0.100:80 -r 192.168.1.11:80 -m -w 1
@0.000 tcp 172.16.0.1:40001 > 10.0.0.100:80 S id 1 df seq 1 win 65535 seen 192.168.1.11:80
@0.020 tcp 192.168.1.11:80 > 172.16.0.1:40001 SA id 2 df seq 1 win 65535
@0.039999 tcp 172.16.0.1:40001 > 10.0.0.100:80 A id 3 df seq 1 win 65535 seen 192.168.1.11:80
@0.060 tcp 172.16.0.1:40001 > 10.0.0.100:80 PA id 4 df seq 1 win 65535 data 120 seen 192.168.1.11:80
@0.080 tcp 192.168.1.11:80 > 172.16.0.1:40001 PA id 5 df seq 1 win 65535 data 800
@0.100 tcp 172.16.0.1:40001 > 10.0.0.100:80 A id 6 df seq 1 win 65535 seen 192.168.1.11:80
@0.120 tcp 172.16.0.1:40001 > 10.0.0.100:80 PA id 7 df seq 1 win 65535 data 120 seen 192.168.1.11:80
@0.140 tcp 192.168.1.11:80 > 172.16.0.1:40001 PA id 8 df seq 1 win 65535 data 800
@0.160 tcp 172.16.0.1:40001 > 10.0.0.100:80 A id 9 df seq 1 win 65535 seen 192.168.1.11:80
@200.180 tcp 172.16.0.1:40001 > 10.0.0.100:80 RA id 10 df seq 1 win 65535 seen 192.168.1.11:80
`;
