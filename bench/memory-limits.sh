#!/bin/sh
# Searches under memory limits of 2, 1, 0.5 and 0.25 times the snapshot, page cache cold and warm: a table for bench/results.
# Cold: the first searches of a process, nothing of the file in memory. Warm: after as many seconds of other searches.
# LIMITS="50 25" takes these hundredths only. Needs root and control groups (version 1 or 2) that may be written. Usage: memory-limits.sh SNAPSHOT RECALLBENCH-DLL [SECONDS]
set -eu
snapshot=$1
dll=$2
seconds=${3:-8}
bytes=$(stat -c %s "$snapshot")
if [ -d /sys/fs/cgroup/memory ]; then
  root=/sys/fs/cgroup/memory limit=memory.limit_in_bytes
else
  root=/sys/fs/cgroup limit=memory.max
  echo +memory > $root/cgroup.subtree_control
fi
group=$root/productspace-limit
mkdir -p $group
trap 'rmdir $group' EXIT
echo "| limit, times the snapshot | open s | searches/s | p50 us | p99 us | p99.9 us | faults that waited | a search | collector's pauses ms | refaults |"
echo "|---|---|---|---|---|---|---|---|---|---|"
for hundredths in ${LIMITS:-none 200 100 50 25}; do
  for state in cold warm; do
    # Of this file alone: pages that another group brought in would count for that one.
    sync "$snapshot"
    dd if="$snapshot" iflag=nocache count=0 2> /dev/null
    before=$([ $state = cold ] && echo 0 || echo "$seconds")
    refaults() { awk '/^(workingset_refault_file|workingset_refault) /{print $2; exit}' $group/memory.stat; }
    counted=$(refaults)
    if [ $hundredths = none ]; then
      line=$(dotnet "$dll" limited --snapshot "$snapshot" --seconds "$seconds" --before "$before" --name "none, $state")
      echo "$line - |"
    else
      echo $((bytes * hundredths / 100)) > $group/$limit
      line=$(sh -c 'echo $$ > '"$group"'/cgroup.procs; exec dotnet "$@"' sh "$dll" limited --snapshot "$snapshot" \
        --seconds "$seconds" --before "$before" --name "$((hundredths / 100)).$(printf %02d $((hundredths % 100))), $state")
      after=$(refaults)
      echo "$line $((${after:-0} - ${counted:-0})) |"
    fi
  done
done
