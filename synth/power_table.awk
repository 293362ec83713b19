# facts of power.sh -> the table (standard output) and `json`. Ends with 1 if a check fails; each says what it is.
#   pJ; OpenSTA's power in W; `period` in ns; `volt`; csim's energy of a MAC `csim` in pJ
function complain(text) { print "FAIL: " text; bad = 1 }
function logic(run) { return e[run, "logic_internal"] + e[run, "logic_switching"] }
function flops(run) { return e[run, "flops_clock"] + e[run, "flops_internal"] + e[run, "flops_switching"] }
function total(run) { return logic(run) + flops(run) + e[run, "inputs_switching"] + e[run, "leakage"] }
function per_mac(pj, run) { return pj / macs[run] }
function agree(what, sta, own,   ratio) {
  ratio = own > 0 ? sta / own : 0
  if (ratio < 0.98 || ratio > 1.02) complain(sprintf("OpenSTA has %.3f of our %s", ratio, what))
  said = said sprintf("%s%s %.3f", said == "" ? "" : ", ", what, ratio)
}
$1 == "area" { area = $2 }
$1 == "run" { run = $2 " " $3; runs[++count] = run; kind[run] = $2; delays[run] = $3; cycles[run] = $4; macs[run] = $5; compared += $6 }
$1 == "energy" { e[run, $2] = $3 }
$1 == "at" { at[run, $2] = $3 }
$1 == "clock_pins" { clock = $2 }
$1 == "nets" { nets = $2; cells = $6; flop_count = $8; if ($4 > 0) complain($4 " of " $2 " nets or cells of " run " are not known") }
$1 == "path" { path = $2 }
$1 == "sta" { for (i = 3; i <= 5; i++) sta[$2, i] = $i * period * 1000 * 1000 } # pJ of 1000 cycles
$1 == "uniform" && $2 == "energy" { uniform[$3] = $4 }
END {
  part_count = split("logic_internal logic_switching flops_clock flops_internal flops_switching inputs_switching leakage", part, " ")
  if (count != 8) { complain("8 runs are needed, there are " count + 0); exit 1 }
  printf "Sub-core 4x4, adders in every row, PipeDepth 1: %d cells, %d of them flip-flops, %.0f um2; ", cells, flop_count, area
  printf "OSU 180 nm, %s V, %d ns a cycle.\n", volt, period
  if (path <= 0 || path > period) complain("the longest path takes " path + 0 " ns, a cycle " period)
  printf "Longest path between registers by OpenSTA, no wires, nets with many loads without buffers: %.1f ns.\n", path
  printf "Netlist and RTL: %d output bits compared over all cycles of 6 waves, all equal. No wires.\n\n", compared
  head = "%-9s %-7s %6s %6s %6s %10s | %8s %8s %9s %8s %8s %8s | %9s\n"
  printf head, "", "", "", "", "", "", "pJ a MAC", "logic", "logic", "flops", "flops", "inputs,", "over"
  printf head, "operands", "delays", "cycles", "MACs", "busy%", "pJ/cycle", "all", "internal", "switching", "clock", "data", "leakage", "idle"
  printf "{\n  \"period_ns\": %s, \"longest_path_ns\": %.2f, \"volt\": %s, \"cells\": %d, \"flip_flops\": %d, \"runs\": [", period, path, volt, cells, flop_count >json
  for (i = 1; i <= count; i++) if (kind[runs[i]] == "idle") idle[delays[runs[i]]] = total(runs[i]) / cycles[runs[i]]
  for (i = 1; i <= count; i++) {
    r = runs[i]
    if (logic(r) < 0 || flops(r) <= 0) complain("no energy in " r)
    printf "%-9s %-7s %6d ", kind[r], delays[r], cycles[r]
    if (macs[r] == 0) printf "%6s %6s %10.1f |\n", "-", "-", total(r) / cycles[r]
    else {
      over[r] = per_mac(total(r) - cycles[r] * idle[delays[r]], r)
      printf "%6d %6.1f %10.1f | %8.1f ", macs[r], 100 * macs[r] / cycles[r] / 16, total(r) / cycles[r], per_mac(total(r), r)
      printf "%8.1f %9.1f %8.1f %8.1f %8.2f | %9.1f\n",
        per_mac(e[r, "logic_internal"], r), per_mac(e[r, "logic_switching"], r), per_mac(e[r, "flops_clock"], r),
        per_mac(e[r, "flops_internal"] + e[r, "flops_switching"], r), per_mac(e[r, "inputs_switching"] + e[r, "leakage"], r), over[r]
    }
    printf "%s\n    {\"operands\": \"%s\", \"delays\": \"%s\", \"cycles\": %d, \"macs\": %d, \"pj\": %.1f", (i > 1 ? "," : ""), kind[r],
      delays[r], cycles[r], macs[r], total(r) >json
    for (p = 1; p <= part_count; p++) printf ", \"pj_%s\": %.4f", part[p], e[r, part[p]] >json
    printf "}" >json
  }
  for (d = 1; d <= 2; d++) {
    w = d == 1 ? "no" : "cell"
    if (total("zero " w) >= total("sparse " w)) complain("zero operands cost no less than half zeros, delays: " w)
    if (total("sparse " w) >= total("normal " w)) complain("half zeros cost no less than none, delays: " w)
    if (idle[w] >= total("zero " w) / cycles["zero " w]) complain("idle costs no less than zeros, delays: " w)
  }
  if (total("normal cell") <= total("normal no")) complain("glitches cost nothing")
  agree("switching of logic", sta["Combinational", 4], uniform["logic_switching"])
  agree("switching of flip-flops", sta["Sequential", 4], uniform["flops_switching"])
  agree("leakage", sta["Sequential", 5] + sta["Combinational", 5], uniform["leakage"])
  # 180 nm, 1.8 V to 32 nm, 0.9 V: capacitance as the length, energy as C V^2
  scale = 32 / 180 * (0.9 / volt) ^ 2
  r = "normal cell"
  printf "\ndelays   no: every net changes once a cycle at most. cell: the cells' own delays, so glitches are in it.\n"
  printf "over idle: less what the same cycles cost when the array steps and is empty. clock: flip-flops' own, no clock gating.\n"
  printf "Clock tree: not in it. Its leaves, %.1f pF of flip-flops' pins, take %.1f pJ a cycle to charge.\n", clock, clock * volt * volt
  printf "logic internal with transitions of 0.06 and 0.42 ns instead of 0.18 (normal, cell): %.1f and %.1f pJ/MAC.\n",
    per_mac(at[r, "0.06"], r), per_mac(at[r, "0.42"], r)
  printf "OpenSTA with every net changing once in ten cycles, of our account: %s;\n", said
  printf "  internal %.2f (flip-flops) and %.2f (logic): not compared, see synth/power.sh.\n\n",
    sta["Sequential", 3] / (uniform["flops_clock"] + uniform["flops_internal"]),
    sta["Combinational", 3] / uniform["logic_internal"]
  printf "Scaled to 32 nm, 0.9 V (x 32/180 x (0.9/%s)^2 = %.4f), normal operands, beside csim's mac_energy of %s pJ:\n", volt, scale, csim
  for (d = 1; d <= 2; d++) {
    r = "normal " (d == 1 ? "no" : "cell")
    printf "  delays %-5s %5.2f pJ/MAC in all, %.2f logic alone, %.2f over idle\n", delays[r] ":", scale * per_mac(total(r), r),
      scale * per_mac(logic(r), r), scale * over[r]
  }
  printf "\n  ],\n  \"scale_to_32nm\": %.5f, \"csim_mac_energy_pj\": %s, \"clock_pins_pf\": %.3f\n}\n", scale, csim, clock >json
  exit bad
}
