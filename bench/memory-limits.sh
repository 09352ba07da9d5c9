#!/bin/sh
# Searches under memory limits of 2, 1 and 0.5 times the snapshot: a table for bench/results/reliability.md.
# Needs root and control groups (version 1 or 2) that may be written. Usage: memory-limits.sh SNAPSHOT RECALLBENCH-DLL [SECONDS]
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
echo "| limit | open s | searches/s | p50 us | p99 us | p99.9 us | faults that waited | collector's pauses ms | refaults |"
echo "|---|---|---|---|---|---|---|---|---|"
for tenths in none 20 10 5; do
  echo 3 > /proc/sys/vm/drop_caches
  refaults() { awk '/^(workingset_refault_file|workingset_refault) /{print $2; exit}' $group/memory.stat; }
  before=$(refaults)
  if [ $tenths = none ]; then
    line=$(dotnet "$dll" limited --snapshot "$snapshot" --seconds "$seconds" --name "none")
    echo "$line - |"
  else
    echo $((bytes * tenths / 10)) > $group/$limit
    line=$(sh -c 'echo $$ > '"$group"'/cgroup.procs; exec dotnet "$@"' sh "$dll" limited --snapshot "$snapshot" --seconds "$seconds" --name "$((tenths / 10)).$((tenths % 10)) x")
    after=$(refaults)
    echo "$line $((${after:-0} - ${before:-0})) |"
  fi
done
