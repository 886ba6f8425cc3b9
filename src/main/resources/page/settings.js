/** What a setting of the kernel changes in a run, by its name in sysctl(8); see tcp(7) and the kernel's ip-sysctl. @type {Record<string, string>} */
const CHANGES = {
  kernel: 'what the rest means; verdicts were measured on 6.x',
  stack: 'posix asks the kernel how a connection ended; jdk can’t tell a hidden reset from a clean end',
  'lo.mtu': 'how large a segment is on loopback',
  'lo.qdisc': 'whether loopback delays or drops: then both ends are no longer in step',
  'lo.rps_cpus': 'with other than 0 loopback delivers a moment later, so a hidden reset is waited for',
  'net.core.somaxconn': 'how many connections wait to be accepted; beyond them a connect takes a second and more, or fails',
  'net.ipv4.ip_local_port_range': 'how many connections there may be to one target, those in TIME_WAIT included',
  'net.ipv4.tcp_abort_on_overflow': 'with 1 a connection that can’t wait to be accepted is reset, which looks like the server’s own reset',
  'net.ipv4.tcp_congestion_control': 'how fast large amounts go over a link that loses; not how a connection ends',
  'net.ipv4.tcp_fin_timeout': 'how long a closed end waits for the other’s FIN; data that comes later is answered by a reset',
  'net.ipv4.tcp_max_tw_buckets': 'how many ends may be in TIME_WAIT; beyond them none is kept, and whether the other end got the last reply stays undecided',
  'net.ipv4.tcp_rfc1337': 'with 1 a reset doesn’t end TIME_WAIT, so a hidden reset may stay undecided',
  'net.ipv4.tcp_rmem': 'how much a receiver takes before it reads: how much is unread at a close, and what a late reader still gets',
  'net.ipv4.tcp_sack': 'how soon a loss is mended; not how a connection ends',
  'net.ipv4.tcp_syncookies': 'with 2, or under a flood, a connection begins without some options, and a late reader gets less',
  'net.ipv4.tcp_timestamps': 'with 0 ports in TIME_WAIT aren’t used again so soon, which slows campaigns against one target',
  'net.ipv4.tcp_tw_reuse': 'whether a port in TIME_WAIT is used again after a second; with 0 campaigns against one target are slower',
  'net.ipv4.tcp_window_scaling': 'with 0 a window holds 64 KiB at most: less is under way, so less can be lost',
  'net.ipv4.tcp_wmem': 'how much a send takes before it waits: how much of a reply a close leaves to the kernel',
};

/** @param {string} name of sysctl(8), or of what else is told of this host */
export const whatItChanges = (name) => CHANGES[name] ?? '';
