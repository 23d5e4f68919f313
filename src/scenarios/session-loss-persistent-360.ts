/** Made from a recorded run by tools/make-scenario.ts. */
export default `# ipvscope case v1
title The same with -p 360
about The same twelve connections on a service that is persistent for 360 s. The first one makes a template, and all of them reach one real server.
kernel linux-6.12 hz=100 conn_tab_bits=12 conn_rnd=0x8ca5f46f netns_xor=0x5e0 uptime=4.000050 epoch=1761998404.000050068 debug_level=12
ipvsadm -A -t 10.0.0.100:80 -s wlc -p 360
ipvsadm -a -t 10.0.0.100:80 -r 192.168.1.10:80 -g -w 1
ipvsadm -a -t 10.0.0.100:80 -r 192.168.1.11:80 -g -w 1
ipvsadm -a -t 10.0.0.100:80 -r 192.168.1.12:80 -g -w 1
@0.000 tcp 172.16.0.1:41000 > 10.0.0.100:80 S id 1 df seq 1 win 65535 hook LOCAL_IN
@0.039999 tcp 172.16.0.1:41000 > 10.0.0.100:80 A id 2 df seq 1 win 65535 hook LOCAL_IN
@0.060 tcp 172.16.0.1:41000 > 10.0.0.100:80 PA id 3 df seq 1 win 65535 data 120 hook LOCAL_IN
@0.099999 tcp 172.16.0.1:41000 > 10.0.0.100:80 A id 4 df seq 1 win 65535 hook LOCAL_IN
@0.120 tcp 172.16.0.1:41000 > 10.0.0.100:80 PA id 5 df seq 1 win 65535 data 120 hook LOCAL_IN
@0.160 tcp 172.16.0.1:41000 > 10.0.0.100:80 A id 6 df seq 1 win 65535 hook LOCAL_IN
@0.680 tcp 172.16.0.1:41000 > 10.0.0.100:80 FA id 7 df seq 1 win 65535 hook LOCAL_IN
@0.720 tcp 172.16.0.1:41000 > 10.0.0.100:80 A id 8 df seq 1 win 65535 hook LOCAL_IN
@3.000 tcp 172.16.0.1:41001 > 10.0.0.100:80 S id 9 df seq 1 win 65535 hook LOCAL_IN
@3.040 tcp 172.16.0.1:41001 > 10.0.0.100:80 A id 10 df seq 1 win 65535 hook LOCAL_IN
@3.059999 tcp 172.16.0.1:41001 > 10.0.0.100:80 PA id 11 df seq 1 win 65535 data 120 hook LOCAL_IN
@3.100 tcp 172.16.0.1:41001 > 10.0.0.100:80 A id 12 df seq 1 win 65535 hook LOCAL_IN
@3.119999 tcp 172.16.0.1:41001 > 10.0.0.100:80 PA id 13 df seq 1 win 65535 data 120 hook LOCAL_IN
@3.160 tcp 172.16.0.1:41001 > 10.0.0.100:80 A id 14 df seq 1 win 65535 hook LOCAL_IN
@3.680 tcp 172.16.0.1:41001 > 10.0.0.100:80 FA id 15 df seq 1 win 65535 hook LOCAL_IN
@3.720 tcp 172.16.0.1:41001 > 10.0.0.100:80 A id 16 df seq 1 win 65535 hook LOCAL_IN
@6.000 tcp 172.16.0.1:41002 > 10.0.0.100:80 S id 17 df seq 1 win 65535 hook LOCAL_IN
@6.040 tcp 172.16.0.1:41002 > 10.0.0.100:80 A id 18 df seq 1 win 65535 hook LOCAL_IN
@6.060 tcp 172.16.0.1:41002 > 10.0.0.100:80 PA id 19 df seq 1 win 65535 data 120 hook LOCAL_IN
@6.099999 tcp 172.16.0.1:41002 > 10.0.0.100:80 A id 20 df seq 1 win 65535 hook LOCAL_IN
@6.119999 tcp 172.16.0.1:41002 > 10.0.0.100:80 PA id 21 df seq 1 win 65535 data 120 hook LOCAL_IN
@6.160 tcp 172.16.0.1:41002 > 10.0.0.100:80 A id 22 df seq 1 win 65535 hook LOCAL_IN
@6.680 tcp 172.16.0.1:41002 > 10.0.0.100:80 FA id 23 df seq 1 win 65535 hook LOCAL_IN
@6.720 tcp 172.16.0.1:41002 > 10.0.0.100:80 A id 24 df seq 1 win 65535 hook LOCAL_IN
@9.000 tcp 172.16.0.1:41003 > 10.0.0.100:80 S id 25 df seq 1 win 65535 hook LOCAL_IN
@9.040 tcp 172.16.0.1:41003 > 10.0.0.100:80 A id 26 df seq 1 win 65535 hook LOCAL_IN
@9.060 tcp 172.16.0.1:41003 > 10.0.0.100:80 PA id 27 df seq 1 win 65535 data 120 hook LOCAL_IN
@9.100 tcp 172.16.0.1:41003 > 10.0.0.100:80 A id 28 df seq 1 win 65535 hook LOCAL_IN
@9.120 tcp 172.16.0.1:41003 > 10.0.0.100:80 PA id 29 df seq 1 win 65535 data 120 hook LOCAL_IN
@9.160 tcp 172.16.0.1:41003 > 10.0.0.100:80 A id 30 df seq 1 win 65535 hook LOCAL_IN
@9.680 tcp 172.16.0.1:41003 > 10.0.0.100:80 FA id 31 df seq 1 win 65535 hook LOCAL_IN
@9.720 tcp 172.16.0.1:41003 > 10.0.0.100:80 A id 32 df seq 1 win 65535 hook LOCAL_IN
@12.000 tcp 172.16.0.1:41004 > 10.0.0.100:80 S id 33 df seq 1 win 65535 hook LOCAL_IN
@12.040 tcp 172.16.0.1:41004 > 10.0.0.100:80 A id 34 df seq 1 win 65535 hook LOCAL_IN
@12.059999 tcp 172.16.0.1:41004 > 10.0.0.100:80 PA id 35 df seq 1 win 65535 data 120 hook LOCAL_IN
@12.100 tcp 172.16.0.1:41004 > 10.0.0.100:80 A id 36 df seq 1 win 65535 hook LOCAL_IN
@12.119999 tcp 172.16.0.1:41004 > 10.0.0.100:80 PA id 37 df seq 1 win 65535 data 120 hook LOCAL_IN
@12.160 tcp 172.16.0.1:41004 > 10.0.0.100:80 A id 38 df seq 1 win 65535 hook LOCAL_IN
@12.680 tcp 172.16.0.1:41004 > 10.0.0.100:80 FA id 39 df seq 1 win 65535 hook LOCAL_IN
@12.720 tcp 172.16.0.1:41004 > 10.0.0.100:80 A id 40 df seq 1 win 65535 hook LOCAL_IN
@15.000 tcp 172.16.0.1:41005 > 10.0.0.100:80 S id 41 df seq 1 win 65535 hook LOCAL_IN
@15.040 tcp 172.16.0.1:41005 > 10.0.0.100:80 A id 42 df seq 1 win 65535 hook LOCAL_IN
@15.060 tcp 172.16.0.1:41005 > 10.0.0.100:80 PA id 43 df seq 1 win 65535 data 120 hook LOCAL_IN
@15.100 tcp 172.16.0.1:41005 > 10.0.0.100:80 A id 44 df seq 1 win 65535 hook LOCAL_IN
@15.119999 tcp 172.16.0.1:41005 > 10.0.0.100:80 PA id 45 df seq 1 win 65535 data 120 hook LOCAL_IN
@15.160 tcp 172.16.0.1:41005 > 10.0.0.100:80 A id 46 df seq 1 win 65535 hook LOCAL_IN
@15.680 tcp 172.16.0.1:41005 > 10.0.0.100:80 FA id 47 df seq 1 win 65535 hook LOCAL_IN
@15.720 tcp 172.16.0.1:41005 > 10.0.0.100:80 A id 48 df seq 1 win 65535 hook LOCAL_IN
@18.000 tcp 172.16.0.1:41006 > 10.0.0.100:80 S id 49 df seq 1 win 65535 hook LOCAL_IN
@18.039999 tcp 172.16.0.1:41006 > 10.0.0.100:80 A id 50 df seq 1 win 65535 hook LOCAL_IN
@18.060 tcp 172.16.0.1:41006 > 10.0.0.100:80 PA id 51 df seq 1 win 65535 data 120 hook LOCAL_IN
@18.099999 tcp 172.16.0.1:41006 > 10.0.0.100:80 A id 52 df seq 1 win 65535 hook LOCAL_IN
@18.120 tcp 172.16.0.1:41006 > 10.0.0.100:80 PA id 53 df seq 1 win 65535 data 120 hook LOCAL_IN
@18.160 tcp 172.16.0.1:41006 > 10.0.0.100:80 A id 54 df seq 1 win 65535 hook LOCAL_IN
@18.680 tcp 172.16.0.1:41006 > 10.0.0.100:80 FA id 55 df seq 1 win 65535 hook LOCAL_IN
@18.720 tcp 172.16.0.1:41006 > 10.0.0.100:80 A id 56 df seq 1 win 65535 hook LOCAL_IN
@21.000 tcp 172.16.0.1:41007 > 10.0.0.100:80 S id 57 df seq 1 win 65535 hook LOCAL_IN
@21.040 tcp 172.16.0.1:41007 > 10.0.0.100:80 A id 58 df seq 1 win 65535 hook LOCAL_IN
@21.060 tcp 172.16.0.1:41007 > 10.0.0.100:80 PA id 59 df seq 1 win 65535 data 120 hook LOCAL_IN
@21.100 tcp 172.16.0.1:41007 > 10.0.0.100:80 A id 60 df seq 1 win 65535 hook LOCAL_IN
@21.120 tcp 172.16.0.1:41007 > 10.0.0.100:80 PA id 61 df seq 1 win 65535 data 120 hook LOCAL_IN
@21.160 tcp 172.16.0.1:41007 > 10.0.0.100:80 A id 62 df seq 1 win 65535 hook LOCAL_IN
@21.680 tcp 172.16.0.1:41007 > 10.0.0.100:80 FA id 63 df seq 1 win 65535 hook LOCAL_IN
@21.720 tcp 172.16.0.1:41007 > 10.0.0.100:80 A id 64 df seq 1 win 65535 hook LOCAL_IN
@24.000 tcp 172.16.0.1:41008 > 10.0.0.100:80 S id 65 df seq 1 win 65535 hook LOCAL_IN
@24.040 tcp 172.16.0.1:41008 > 10.0.0.100:80 A id 66 df seq 1 win 65535 hook LOCAL_IN
@24.060 tcp 172.16.0.1:41008 > 10.0.0.100:80 PA id 67 df seq 1 win 65535 data 120 hook LOCAL_IN
@24.100 tcp 172.16.0.1:41008 > 10.0.0.100:80 A id 68 df seq 1 win 65535 hook LOCAL_IN
@24.120 tcp 172.16.0.1:41008 > 10.0.0.100:80 PA id 69 df seq 1 win 65535 data 120 hook LOCAL_IN
@24.160 tcp 172.16.0.1:41008 > 10.0.0.100:80 A id 70 df seq 1 win 65535 hook LOCAL_IN
@24.680 tcp 172.16.0.1:41008 > 10.0.0.100:80 FA id 71 df seq 1 win 65535 hook LOCAL_IN
@24.720 tcp 172.16.0.1:41008 > 10.0.0.100:80 A id 72 df seq 1 win 65535 hook LOCAL_IN
@27.000 tcp 172.16.0.1:41009 > 10.0.0.100:80 S id 73 df seq 1 win 65535 hook LOCAL_IN
@27.040 tcp 172.16.0.1:41009 > 10.0.0.100:80 A id 74 df seq 1 win 65535 hook LOCAL_IN
@27.059999 tcp 172.16.0.1:41009 > 10.0.0.100:80 PA id 75 df seq 1 win 65535 data 120 hook LOCAL_IN
@27.100 tcp 172.16.0.1:41009 > 10.0.0.100:80 A id 76 df seq 1 win 65535 hook LOCAL_IN
@27.119999 tcp 172.16.0.1:41009 > 10.0.0.100:80 PA id 77 df seq 1 win 65535 data 120 hook LOCAL_IN
@27.160 tcp 172.16.0.1:41009 > 10.0.0.100:80 A id 78 df seq 1 win 65535 hook LOCAL_IN
@27.680 tcp 172.16.0.1:41009 > 10.0.0.100:80 FA id 79 df seq 1 win 65535 hook LOCAL_IN
@27.720 tcp 172.16.0.1:41009 > 10.0.0.100:80 A id 80 df seq 1 win 65535 hook LOCAL_IN
@30.000 tcp 172.16.0.1:41010 > 10.0.0.100:80 S id 81 df seq 1 win 65535 hook LOCAL_IN
@30.040 tcp 172.16.0.1:41010 > 10.0.0.100:80 A id 82 df seq 1 win 65535 hook LOCAL_IN
@30.060 tcp 172.16.0.1:41010 > 10.0.0.100:80 PA id 83 df seq 1 win 65535 data 120 hook LOCAL_IN
@30.100 tcp 172.16.0.1:41010 > 10.0.0.100:80 A id 84 df seq 1 win 65535 hook LOCAL_IN
@30.120 tcp 172.16.0.1:41010 > 10.0.0.100:80 PA id 85 df seq 1 win 65535 data 120 hook LOCAL_IN
@30.160 tcp 172.16.0.1:41010 > 10.0.0.100:80 A id 86 df seq 1 win 65535 hook LOCAL_IN
@30.680 tcp 172.16.0.1:41010 > 10.0.0.100:80 FA id 87 df seq 1 win 65535 hook LOCAL_IN
@30.720 tcp 172.16.0.1:41010 > 10.0.0.100:80 A id 88 df seq 1 win 65535 hook LOCAL_IN
@33.000 tcp 172.16.0.1:41011 > 10.0.0.100:80 S id 89 df seq 1 win 65535 hook LOCAL_IN
@33.039999 tcp 172.16.0.1:41011 > 10.0.0.100:80 A id 90 df seq 1 win 65535 hook LOCAL_IN
@33.060 tcp 172.16.0.1:41011 > 10.0.0.100:80 PA id 91 df seq 1 win 65535 data 120 hook LOCAL_IN
@33.099999 tcp 172.16.0.1:41011 > 10.0.0.100:80 A id 92 df seq 1 win 65535 hook LOCAL_IN
@33.120 tcp 172.16.0.1:41011 > 10.0.0.100:80 PA id 93 df seq 1 win 65535 data 120 hook LOCAL_IN
@33.160 tcp 172.16.0.1:41011 > 10.0.0.100:80 A id 94 df seq 1 win 65535 hook LOCAL_IN
@33.680 tcp 172.16.0.1:41011 > 10.0.0.100:80 FA id 95 df seq 1 win 65535 hook LOCAL_IN
@33.720 tcp 172.16.0.1:41011 > 10.0.0.100:80 A id 96 df seq 1 win 65535 hook LOCAL_IN
`;
