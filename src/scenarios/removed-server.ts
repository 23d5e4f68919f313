/** Made from a recorded run by tools/make-scenario.ts. */
export default `# ipvscope case v1
title A real server is removed
about A real server is deleted under a live connection and a template. With expire_nodest_conn = 1 its entries are released at once, and the client's next packet starts again.
kernel linux-6.12 hz=100 conn_tab_bits=12 conn_rnd=0xb91f3d56 netns_xor=0x5e0 uptime=4.000050 epoch=1761998404.000050 debug_level=12
vip 10.0.0.100
sysctl net.ipv4.vs.expire_nodest_conn = 1
ipvsadm -A -t 10.0.0.100:80 -s rr -p 300
ipvsadm -a -t 10.0.0.100:80 -r 192.168.1.10:80 -m -w 1
ipvsadm -a -t 10.0.0.100:80 -r 192.168.1.11:80 -m -w 1
@0.000 tcp 172.16.0.1:40001 > 10.0.0.100:80 S id 1 df seq 1 win 65535 seen 192.168.1.11:80
@0.020 tcp 192.168.1.11:80 > 172.16.0.1:40001 SA id 2 df seq 1 win 65535
@0.040 tcp 172.16.0.1:40001 > 10.0.0.100:80 A id 3 df seq 1 win 65535 seen 192.168.1.11:80
@0.060 tcp 172.16.0.1:40001 > 10.0.0.100:80 PA id 4 df seq 1 win 65535 data 120 seen 192.168.1.11:80
@0.079999 tcp 192.168.1.11:80 > 172.16.0.1:40001 PA id 5 df seq 1 win 65535 data 800
@0.100 tcp 172.16.0.1:40001 > 10.0.0.100:80 A id 6 df seq 1 win 65535 seen 192.168.1.11:80
@0.120 tcp 172.16.0.1:40001 > 10.0.0.100:80 PA id 7 df seq 1 win 65535 data 120 seen 192.168.1.11:80
@0.140 tcp 192.168.1.11:80 > 172.16.0.1:40001 PA id 8 df seq 1 win 65535 data 800
@0.160 tcp 172.16.0.1:40001 > 10.0.0.100:80 A id 9 df seq 1 win 65535 seen 192.168.1.11:80
@1.999950 ipvsadm -d -t 10.0.0.100:80 -r 192.168.1.11:80
@2.999999 tcp 172.16.0.1:40001 > 10.0.0.100:80 PA id 10 df seq 1 win 65535 data 10
@2.999999 tcp 10.0.0.100:80 > 172.16.0.1:40001 R df
@3.500 tcp 172.16.0.1:40001 > 10.0.0.100:80 PA id 11 df seq 1 win 65535 data 10
@3.500 tcp 10.0.0.100:80 > 172.16.0.1:40001 R df
@5.000 tcp 172.16.0.1:40002 > 10.0.0.100:80 S id 12 df seq 1 win 65535 seen 192.168.1.10:80
@5.020 tcp 192.168.1.10:80 > 172.16.0.1:40002 SA id 13 df seq 1 win 65535
@5.039999 tcp 172.16.0.1:40002 > 10.0.0.100:80 A id 14 df seq 1 win 65535 seen 192.168.1.10:80
@5.060 tcp 172.16.0.1:40002 > 10.0.0.100:80 PA id 15 df seq 1 win 65535 data 120 seen 192.168.1.10:80
@5.080 tcp 192.168.1.10:80 > 172.16.0.1:40002 PA id 16 df seq 1 win 65535 data 800
@5.100 tcp 172.16.0.1:40002 > 10.0.0.100:80 A id 17 df seq 1 win 65535 seen 192.168.1.10:80
@5.120 tcp 172.16.0.1:40002 > 10.0.0.100:80 PA id 18 df seq 1 win 65535 data 120 seen 192.168.1.10:80
@5.140 tcp 192.168.1.10:80 > 172.16.0.1:40002 PA id 19 df seq 1 win 65535 data 800
@5.160 tcp 172.16.0.1:40002 > 10.0.0.100:80 A id 20 df seq 1 win 65535 seen 192.168.1.10:80
@5.180 tcp 172.16.0.1:40002 > 10.0.0.100:80 RA id 21 df seq 1 win 65535 seen 192.168.1.10:80
`;
