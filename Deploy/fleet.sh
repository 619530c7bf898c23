# A small real fleet on loopback: clusters of two Debian prometheus servers each. Sourced, not run; wants terminal.sh.
#
# What it starts it remembers by process id in `processes`, and stop_fleet ends exactly those.

declare -A processes=()             # process id → what it is
declare -A ports_taken=()
next_port=21000                     # below the range from which the kernel takes ports for outgoing connections

# Sets `port` to one that nobody listens on.
take_port() {
  while (exec 3<>"/dev/tcp/127.0.0.1/$next_port") 2>/dev/null; do next_port=$((next_port + 1)); done
  port=$next_port
  next_port=$((next_port + 1))
}

# start NAME COMMAND... runs it in the background, its output in $work/NAME.log.
start() {
  local name=$1
  shift
  "$@" </dev/null >"$work/$name.log" 2>&1 &
  processes[$!]=$name
}

# Waits until URL answers; ends the script if a process of the fleet dies before, or after SECONDS_MAX.
await() {
  local name=$1 url=$2 seconds_max=${3:-60} since=$SECONDS
  until curl -sf --max-time 2 "$url" >/dev/null; do
    fail_if_one_died
    ((SECONDS - since < seconds_max)) || fail "$name does not answer $url after $seconds_max s. Its log: $(tail -n 3 "$work/$name.log")"
    sleep 0.2
  done
}

fail_if_one_died() {
  local id
  for id in "${!processes[@]}"; do
    [[ -d /proc/$id ]] || fail "${processes[$id]} ended. Its log says: $(tail -n 5 "$work/${processes[$id]}.log")"
  done
}

# start_clusters NAME... starts replicas a and b of each cluster and a node exporter for all, and lists the replicas in
# `children` as "cluster replica address". Each cluster scrapes its own pair, the node exporter and the pairs of the
# clusters before it, so that each has another number of targets; `targets` is their sum, replicas counted once.
start_clusters() {
  local cluster replica seen=() pair
  children=()
  targets=0
  mkdir -p "$work/rules"
  cp Config/rules/child.yml "$work/rules/child.yml"
  take_port
  node=127.0.0.1:$port
  start node-exporter prometheus-node-exporter --web.listen-address="$node"
  for cluster in "$@"; do
    pair=()
    for replica in a b; do
      take_port
      pair+=("127.0.0.1:$port")
      children+=("$cluster $replica 127.0.0.1:$port")
    done
    seen+=("${pair[@]}")
    targets=$((targets + ${#seen[@]} + 1))
    start_replica "$cluster" a "${pair[0]}"
    start_replica "$cluster" b "${pair[1]}"
  done
  for child in "${children[@]}"; do
    read -r cluster replica address <<<"$child"
    await "$cluster-$replica" "http://$address/-/ready"
  done
}

# Reads the addresses to scrape from `seen` and `node`.
start_replica() {
  local cluster=$1 replica=$2 address=$3 name=$1-$2
  cat >"$work/$name.yml" <<END
global:
  scrape_interval: 2s
  scrape_timeout: 2s
  evaluation_interval: 5s
  external_labels: {cluster: $cluster, replica: $replica}
rule_files: [rules/child.yml]
scrape_configs:
  - job_name: prometheus
    static_configs: [{targets: [$(IFS=, && echo "${seen[*]}")]}]
  - job_name: node
    static_configs: [{targets: ['$node']}]
END
  run_replica "$name" "$address"
}

# run_replica NAME ADDRESS starts it on the configuration that it has, also again.
run_replica() {
  start "$1" prometheus --config.file="$work/$1.yml" --storage.tsdb.path="$work/$1" \
    --web.listen-address="$2" --storage.tsdb.retention.time=1h --log.level=warn
}

# kill_replicas NAME... ends them as a power failure does.
kill_replicas() {
  local name id
  for name in "$@"; do
    for id in "${!processes[@]}"; do
      [[ ${processes[$id]} == "$name" ]] || continue
      unset "processes[$id]"
      kill -KILL "$id"
      wait "$id" 2>/dev/null || true
    done
  done
}

# Ends every process that start() started: asked first, then made to.
stop_fleet() {
  local id
  ((${#processes[@]})) || return 0
  kill -TERM "${!processes[@]}" 2>/dev/null || true
  for _ in {1..100}; do
    for id in "${!processes[@]}"; do [[ -d /proc/$id ]] || unset "processes[$id]"; done
    ((${#processes[@]})) || return 0
    sleep 0.1
  done
  kill -KILL "${!processes[@]}" 2>/dev/null || true
  wait "${!processes[@]}" 2>/dev/null || true
}
