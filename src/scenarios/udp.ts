/** Made from a recorded run by tools/make-scenario.ts. */
export default `# ipvscope case v1
title UDP and its timeout
about Datagrams have no states: each client port gets an entry of its own, every packet in either direction arms its timer anew, and after 300 s of silence it is gone.
kernel linux-6.12 hz=100 conn_tab_bits=12 conn_rnd=0x297d9c08 netns_xor=0x5e0 uptime=4.000050 epoch=1761998404.000050 debug_level=12
vip 10.0.0.100
ipvsadm -A -u 10.0.0.100:53 -s rr
ipvsadm -a -u 10.0.0.100:53 -r 192.168.1.10:53 -m -w 1
ipvsadm -a -u 10.0.0.100:53 -r 192.168.1.11:53 -m -w 1
@0.000 udp 172.16.0.1:5000 > 10.0.0.100:53 id 1 df data 20 seen 192.168.1.11:53
@0.010 udp 192.168.1.11:53 > 172.16.0.1:5000 id 2 df data 20
@1.000 udp 172.16.0.1:5000 > 10.0.0.100:53 id 3 df data 20 seen 192.168.1.11:53
@2.000 udp 172.16.0.1:5001 > 10.0.0.100:53 id 4 df data 20 seen 192.168.1.10:53
@249.000 udp 172.16.0.1:5000 > 10.0.0.100:53 id 5 df data 20 seen 192.168.1.11:53
`;
