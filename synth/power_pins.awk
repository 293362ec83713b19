# What power_liberty.awk says of the cells, what power_toggles.awk found of each net, and the netlist -> energy in pJ of `cycles`
# cycles of `period` ns at `volt` V. A change of a net takes C V^2 / 2, C being the input pins on it, and, inside the cell that
# drives it, half of what a rise and a fall take; a flip-flop's clock pin takes a rise and a fall a cycle, its data pin what
# each change takes. With `all` a number, every net but the clock changes so often a cycle, whatever the wave says. Lines
#   energy PART pJ    logic_internal logic_switching flops_clock flops_internal flops_switching leakage inputs_switching
#   clock_pins pF     on the clock net
#   nets N unknown N cells N flops N
function plain(name) { gsub(/[\\ ]/, "", name); return name }
function root(net) { while (net in alias) net = alias[net]; return net }
# energy of an output that rises and falls, at a load
function output_energy(type, pin, load,   i, share) {
  for (i = 1; i < loads - 1 && load > load_at[i + 1]; i++) ;
  share = (load - load_at[i]) / (load_at[i + 1] - load_at[i])
  if (share < 0) share = 0
  if (share > 1) share = 1
  return outward[type, pin, i] * (1 - share) + outward[type, pin, i + 1] * share
}
FILENAME == ARGV[1] {
  if ($1 == "leak") leak[$2] = $3
  else if ($1 == "pin") { output[$2, $3] = $4 == "out"; cap[$2, $3] = $5 }
  else if ($1 == "load") { loads = NF - 1; for (i = 1; i <= loads; i++) load_at[i] = $(i + 1) }
  else if ($1 == "out") for (i = 1; i <= loads; i++) outward[$2, $3, i] = $(i + 3)
  else if ($1 == "in") inward[$2, $3] = $4
  next
}
FILENAME == ARGV[2] { changes[$1] = $2; next }
$1 == "input" {
  name = plain($NF); sub(/;$/, "", name)
  if ($2 ~ /^\[/) { split($2, range, /[^0-9]+/); for (i = range[3]; i <= range[2]; i++) port[name "[" i "]"] = 1 }
  else port[name] = 1
  next
}
$1 == "output" || $1 == "wire" { next }
$1 == "assign" {
  line = $0; sub(/^ *assign */, "", line); sub(/; *$/, "", line)
  split(line, side, / = /)
  if (side[2] !~ /{/) alias[plain(side[1])] = plain(side[2]) # { }: an output port, that is no load
  next
}
/^ *\./ && type != "" {
  pin = $1; sub(/^\./, "", pin); sub(/\(.*/, "", pin)
  net = $0; sub(/^[^(]*\(/, "", net); sub(/\),? *$/, "", net); net = plain(net)
  if (output[type, pin]) { driver[net] = type; driver_pin[net] = pin }
  else { n++; load_net[n] = net; load_cap[n] = cap[type, pin]; load_energy[n] = inward[type, pin] + 0 }
  next
}
/^ *[A-Z][A-Z0-9]* .*\($/ {
  type = $1; cells++; leakage += leak[type]
  if (!(type in leak)) unknown++
  if (type ~ /^DFF/) flops++
  next
}
/^ *\);/ { type = "" }
END {
  if (all != "") {
    for (net in driver) changes[net] = all * cycles
    for (net in port) changes[net] = all * cycles
  }
  for (i = 1; i <= n; i++) {
    net = root(load_net[i])
    farads[net] += load_cap[i]
    if (net == clock) at_clock += load_energy[i] * cycles
    else data += load_energy[i] * changes[net] / 2
  }
  for (net in driver) {
    nets++
    if (!(net in changes)) { unknown++; continue }
    part = driver[net] ~ /^DFF/
    internal[part] += output_energy(driver[net], driver_pin[net], farads[net]) * changes[net] / 2
    switching[part] += farads[net] * changes[net] * volt * volt / 2
  }
  for (net in port) {
    if (net == clock) continue
    nets++
    if (!(net in changes)) { unknown++; continue }
    inputs += farads[net] * changes[net] * volt * volt / 2
  }
  printf "energy logic_internal %.4f\nenergy logic_switching %.4f\n", internal[0], switching[0]
  printf "energy flops_clock %.4f\nenergy flops_internal %.4f\nenergy flops_switching %.4f\n", at_clock, internal[1] + data, switching[1]
  printf "energy leakage %.6f\nenergy inputs_switching %.4f\nclock_pins %.6f\n", leakage * cycles * period * 1e-6, inputs, farads[clock]
  printf "nets %d unknown %d cells %d flops %d\n", nets, unknown, cells, flops
}
