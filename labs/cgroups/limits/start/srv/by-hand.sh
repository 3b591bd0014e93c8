# A cgroup of version 2, made with mkdir and echo, and a job in it: by-hand.sh memory 256
cd /sys/fs/cgroup
echo '+memory +pids +cpu' > cgroup.subtree_control
mkdir -p job
echo 48M > job/memory.max
echo 0 > job/memory.swap.max
echo 32 > job/pids.max
echo '50000 100000' > job/cpu.max
echo $$ > job/cgroup.procs
exec perl /workspace/srv/job.pl "$@"
